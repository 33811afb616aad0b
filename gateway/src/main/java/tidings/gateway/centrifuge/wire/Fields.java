package tidings.gateway.centrifuge.wire;

/// The names and numbers of a message's fields, as far as we read them.
final class Fields {
    private final String[] names;
    private final int[] numbers;
    private final int payload;

    private Fields(String[] names, int[] numbers, int payload) {
        this.names = names;
        this.numbers = numbers;
        this.payload = payload;
    }

    static Fields of(Object... namesAndNumbers) {
        String[] names = new String[namesAndNumbers.length / 2];
        int[] numbers = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) namesAndNumbers[2 * i];
            numbers[i] = (Integer) namesAndNumbers[2 * i + 1];
        }
        return new Fields(names, numbers, 0);
    }

    /// The same, with the field that holds a payload: there a JSON `null` is a value.
    Fields withPayload(int number) {
        return new Fields(names, numbers, number);
    }

    /// 0 for a name we don't know.
    int number(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return numbers[i];
            }
        }
        return 0;
    }

    boolean isPayload(int number) {
        return number == payload;
    }
}
