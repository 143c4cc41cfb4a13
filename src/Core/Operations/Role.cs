using OpsBot.Core.Values;

namespace OpsBot.Core.Operations;

/// <summary>Who may run a thing; each role may all that the one before it may.</summary>
public enum Role { Nobody, Operator, Admin, SuperAdmin }

public static class RoleWords
{
    extension(Role role)
    {
        /// <summary>"an admin", "a super admin".</summary>
        public string AsOne => $"{(role is Role.Operator or Role.Admin ? "an" : "a")} {role.Words()}";
    }
}
