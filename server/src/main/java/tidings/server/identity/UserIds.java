package tidings.server.identity;

import java.nio.charset.StandardCharsets;

/// What a user may be called.
final class UserIds {
    static final int BYTES_MAX = 255;

    private UserIds() {}

    /// Empty is legal: that is who has no name.
    static boolean isLegal(String user) {
        return user.chars().noneMatch(Character::isISOControl)
                && user.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX;
    }
}
