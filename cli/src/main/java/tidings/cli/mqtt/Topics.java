package tidings.cli.mqtt;

/// What a server ends the connection for, found before it is asked (MQTT 5.0 §4.7).
final class Topics {
    private Topics() {}

    static void checkName(String topic) throws MqttException {
        if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0
                || topic.indexOf('\0') >= 0) {
            throw new MqttException(MqttException.Why.USAGE, "'" + topic + "' can't be published"
                    + " to: a channel has a name, without + and #");
        }
    }

    static void checkFilter(String filter) throws MqttException {
        String[] levels = filter.split("/", -1);
        boolean legal = !filter.isEmpty() && filter.indexOf('\0') < 0;
        for (int i = 0; i < levels.length; i++) {
            boolean last = i == levels.length - 1;
            String level = levels[i];
            legal &= level.indexOf('+') < 0 || level.equals("+");
            legal &= level.indexOf('#') < 0 || (level.equals("#") && last);
        }
        if (!legal) {
            throw new MqttException(MqttException.Why.USAGE, "'" + filter + "' is no filter: +"
                    + " stands for a whole level, # for all levels at the end");
        }
    }
}
