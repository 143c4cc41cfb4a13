using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>What becomes of organizations; the section "Organizations".</summary>
public sealed class OrganizationsOptions : ISettings
{
    public const string Section = "Organizations";

    /// <summary>For how long a delete only waits, and can be undone as if it had never been asked for.</summary>
    public TimeSpan UndoWindow { get; init; } = TimeSpan.FromMinutes(15);

    public IEnumerable<string> Problems
    {
        get
        {
            if (UndoWindow < TimeSpan.FromSeconds(10) || UndoWindow > TimeSpan.FromDays(1))
                yield return "Organizations:UndoWindow is out of range. Set OPSBOT_Organizations__UndoWindow to between 00:00:10 and "
                    + "1.00:00:00, or leave it out.";
        }
    }
}
