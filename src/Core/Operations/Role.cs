namespace OpsBot.Core.Operations;

/// <summary>Who may run a thing; each role may all that the one before it may.</summary>
public enum Role { Nobody, Operator, Admin, SuperAdmin }
