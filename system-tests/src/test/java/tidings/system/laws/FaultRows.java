package tidings.system.laws;

import java.util.List;

/// What happens to a server and what is under it, and what must come of it.
final class FaultRows {
    static final List<Row> ALL = List.of(
            new Row("F1", "`kill -9` at a random moment, under load at every door",
                    "everything acknowledged is there once, epochs stay, keys are remembered,"
                            + " everybody goes on from where it was",
                    "lab.KillTest.f1_nothingAcknowledgedIsLostOrDoubledOverKills"),
            new Row("F2", "a power cut: what was not synced is gone", "as F1",
                    "lab.PowerCutTest.f2_nothingAcknowledgedIsLostOrDoubledOverPowerCuts"),
            new Row("F1", "`kill -9` under devices with MQTT sessions, QoS 1 and 2 both ways",
                    "QoS 1 is never lost, QoS 2 is once in the log and once at each device, no"
                            + " session is gone, what is retained is the last, wills are published",
                    "lab.FleetKillTest.f1_whatDevicesSendAndGetIsKeptOverKills"),
            new Row("F2", "a power cut under the same devices", "the same",
                    "lab.FleetPowerCutTest.f2_whatDevicesSendAndGetIsKeptOverPowerCuts"),
            new Row("F3", "a power cut that keeps some sectors behind the last sync, empties"
                    + " others and fills some with rubbish",
                    "as F1; what lies behind the last sync is dropped",
                    "lab.SyncFaultTest"
                            + ".f3_whateverIsLeftBehindTheLastSyncTheStartDropsItAndNothingElse"),
            new Row("F3",
                    "behind the last sync lies a record of any type RocksDB knows, its own and"
                            + " those of recycled logs, which it would read for ever",
                    "what lies behind the last sync is dropped",
                    "log.rocksdb.DamageTest.f3_aTornTailOfAnyTypeIsDropped"),
            new Row("F4", "one fdatasync fails with EIO, those after succeed",
                    "no acknowledgement from then on; the process ends with 70; a start has"
                            + " everything acknowledged",
                    "lab.SyncFaultTest"
                            + ".f4_afterASyncThatFailedNothingIsAcknowledgedAndTheProcessEnds"),
            new Row("F5", "fdatasync takes 3 s",
                    "acknowledgements wait; pings, history, recovery and messages that are not"
                            + " stored are answered within a second",
                    "lab.SyncFaultTest"
                            + ".f5_whileASyncStallsAcknowledgementsWaitAndEverythingElseGoesOn"),
            new Row("F6", "a disk of 512 MB fills up, and is freed",
                    "507 and 106 (temporary) before it is full, `/health/ready` says why; reads"
                            + " and removals go on; publishes resume by themselves",
                    "lab.DiskFullTest"
                            + ".f6_aFillingDiskIsRefusedBeforeItIsFullAndPublishesResumeBy"
                            + "Themselves"),
            new Row("F6", "slices that are due while the disk is full",
                    "are dropped all the same",
                    "log.rocksdb.SlicesTest.f6_aFullDiskKeepsNoSliceFromBeingDropped"),
            new Row("F7", "a flipped bit, a short or a missing file: write-ahead log (or zeros at"
                    + " its end), table, MANIFEST, CURRENT, witness, marker",
                    "the start is refused in one line, and nothing is deleted; `--accept-loss`"
                            + " gives a clean beginning of what there was under another epoch, or"
                            + " is refused, too",
                    "lab.DamageTest.f7_whatCanNotBeProvenWholeStopsTheStartAndAcceptedLoss"
                            + "ChangesTheEpoch"),
            new Row("F7", "a flipped bit that makes a record of the write-ahead log one of a"
                    + " recycled log",
                    "the start is refused in one line, and does not last for ever",
                    "log.rocksdb.DamageTest.f7_aFlippedBitInTheTypeOfALogRecordRefuses"),
            new Row("F7", "the same in the MANIFEST", "the same",
                    "log.rocksdb.DamageTest.f7_aFlippedBitInTheTypeOfAManifestRecordRefuses"),
            new Row("F7", "a flipped bit in a block of a table",
                    "the read that meets it is refused (500, damaged), file and range are logged,"
                            + " `/health/ready` says so; the rest goes on",
                    "lab.DamageTest.f7_aDamagedBlockFailsTheReadThatMeetsItAndTheRestGoesOn"),
            new Row("F7", "damage that is accepted, again and again, under load",
                    "every epoch changes and everybody is told",
                    "lab.PlantedLogFlawsTest"
                            + ".f7_acceptedLossChangesEveryEpochAndEverybodyIsTold"),
            new Row("F8", "no file descriptors are left",
                    "accepting pauses; open connections and the log, which makes new files, go"
                            + " on from a reserve; accepting resumes once there are enough",
                    "lab.ResourcesTest"
                            + ".f8_withoutDescriptorsAcceptingPausesAndOpenConnectionsAndTheLogGoOn"),
            new Row("F9", "more publishes at once than memory holds",
                    "503 above `limits.publish-bytes`",
                    "lab.ResourcesTest"
                            + ".f9_moreThanMayBeOnItsWayIsRefusedBeforeMemoryRunsOut"),
            new Row("F9", "the same, pipelined by many connections to channels that are not loaded",
                    "each is answered, stored or refused",
                    "lab.ResourcesTest"
                            + ".f9_publishesThatArePipelinedAreRefusedBeforeMemoryRunsOut"),
            new Row("F9", "the heap is too small for what is allowed",
                    "the process ends; a start has everything acknowledged",
                    "lab.ResourcesTest.f9_aProcessThatRunsOutOfMemoryEndsAndIsNoZombie"),
            new Row("F10", "SIGSTOP for 5 s, longer than a ping and its pong may take",
                    "nobody is disconnected, nothing is lost",
                    "lab.ResourcesTest.f10_afterAStopEverybodyIsStillThereAndNothingIsLost"),
            new Row("F11", "the wall clock steps by +1 h, −1 h and +31 d, and over a restart",
                    "nothing is erased, no key is forgotten, nobody is disconnected",
                    "lab.ClockTest.f11_aStepOfTheWallClockErasesNothingAndForgetsNoKey"),
            new Row("F12", "a connection goes silent both ways",
                    "ended when its pong is due; presence leaves",
                    "lab.ConnectionFaultsTest"
                            + ".f12_aPeerThatFellSilentIsEndedByItsPongAndPresenceLeaves"),
            new Row("F13", "only what the server sends is lost",
                    "the same; what waits for it is bounded",
                    "lab.ConnectionFaultsTest"
                            + ".f13_whoseAnswersAloneAreLostIsEndedAndNothingPilesUp"),
            new Row("F14", "RST and FIN in the middle of a frame, a frame in single bytes",
                    "half a publish is none, a slow one is whole, nothing is left behind once the"
                            + " next ping is due",
                    "lab.ConnectionFaultsTest"
                            + ".f14_aFrameThatBreaksOffPublishesNothingAndOneInSinglesIsWhole"),
            new Row("F19", "retention overtakes a subscriber that stopped reading, or was away",
                    "2500, `recovered: false`, 410: told, never skipped",
                    "lab.ConnectionFaultsTest"
                            + ".f19_whoIsOvertakenByRetentionIsToldAndNeverSkips"),
            new Row("F22", "300 connections come back at once after a kill",
                    "all recover", "lab.ConnectionFaultsTest"
                            + ".f22_aStormOfReconnectsRecoversEverybody"),
            new Row("F23", "a data directory of a newer format",
                    "refused in one line, and not touched",
                    "lab.DamageTest.f23_aNewerFormatIsRefusedAndNotTouched"),
            new Row("F24", "a copied data directory",
                    "other epochs; whoever knows the original is told",
                    "lab.DamageTest.f24_aCopyHasOtherEpochsAndWhoeverKnowsTheOriginalIsTold"),
            new Row("F24", "a backup is put back",
                    "other epochs; whoever is ahead of it is told",
                    "lab.DamageTest"
                            + ".f24_aRestoredBackupHasOtherEpochsAndWhoeverIsAheadOfItIsTold"));

    /// Rows that are about what is not there yet, and why.
    static final List<String> LATER = List.of(
            "F15–F18 (a broker that is cut off, killed, or loses what it had): engines for many"
                    + " nodes are not there yet; the embedded one has no broker.",
            "F20 (two owners of one session): several nodes are not there yet; that one node lets"
                    + " one connection at a time be a session is in `MqttConnectTest`.",
            "F21 (rolling restart): one node has nobody to hand over to; what SIGTERM does is in"
                    + " `LifecycleTest`.");

    private FaultRows() {}
}
