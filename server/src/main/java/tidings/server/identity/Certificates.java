package tidings.server.identity;

import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import tidings.core.identity.Verdict;

/// Users that a certificate names; TLS has checked it.
final class Certificates {
    private static final Verdict NOBODY = new Verdict.Rejected(Verdict.Why.WRONG,
            "the certificate's subject has no CN that is a user's name");

    private Certificates() {}

    /// @param subject as RFC 2253 writes it; its most specific CN is the user
    static Verdict check(String subject) {
        try {
            List<Rdn> parts = new LdapName(subject).getRdns();
            for (Rdn part : parts.reversed()) {
                if (part.getType().equalsIgnoreCase("CN")
                        && part.getValue() instanceof String name && !name.isEmpty()
                        && UserIds.isLegal(name)) {
                    return Verdict.user(name);
                }
            }
        } catch (InvalidNameException e) {
            // then it names nobody
        }
        return NOBODY;
    }
}
