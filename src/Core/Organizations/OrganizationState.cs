using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using S = OpsBot.Core.Organizations.OrganizationState;

namespace OpsBot.Core.Organizations;

public enum OrganizationState
{
    [AlsoCalled("waiting", "waitlist")] Pending,
    Provisioning,
    Deploying,
    [AlsoCalled("up", "running")] Active,
    [AlsoCalled("paused")] Suspended,
    [AlsoCalled("leaving")] Cancelling,
    Cancelled,
    Deleting,
    [AlsoCalled("gone")] Deleted,
    [AlsoCalled("failed", "broken")] Error,
}

/// <summary>The life of an organization: every legal move, and nothing else.</summary>
public static class OrganizationLife
{
    public static readonly Move<S>
        Approve = new("approve", [S.Pending])
        {
            Via = S.Provisioning, Through = [S.Deploying], Done = S.Active, Otherwise = Fallback.Fail,
        },
        Retry = new("retry", [S.Error]) { Via = S.Provisioning, Through = [S.Deploying], Done = S.Active, Otherwise = Fallback.Fail },
        Reject = new("reject", [S.Pending]) { Done = S.Cancelled },
        Suspend = new("suspend", [S.Active]) { Done = S.Suspended },
        Resume = new("resume", [S.Suspended]) { Done = S.Active },
        // With or without a server; what is being set up, or is on its way out, is called off or kept first.
        Delete = new("delete", [S.Active, S.Suspended, S.Cancelled, S.Error])
        {
            Via = S.Deleting, Done = S.Deleted, Otherwise = Fallback.GoBack,
        },
        // With a new server, of the picture that was taken of its last one.
        Undelete = new("undelete", [S.Deleted])
        {
            Via = S.Provisioning, Through = [S.Deploying], Done = S.Active, Otherwise = Fallback.Fail,
        },
        Cancel = new("cancel", [S.Active, S.Suspended])
        {
            Via = S.Cancelling, Done = S.Cancelled, Otherwise = Fallback.GoBack, OnlyWaits = true,
        };

    public static readonly Life<S> Of = new("an organization", S.Pending, S.Error,
        Approve, Retry, Reject, Suspend, Resume, Cancel, Delete, Undelete);

    extension(S state)
    {
        public string Mark => state switch
        {
            S.Active => "🟢",
            S.Error => "🔴",
            S.Deleted or S.Cancelled => "⚫",
            S.Suspended => "⚪",
            S.Pending or S.Provisioning or S.Deploying or S.Cancelling or S.Deleting => "🟡",
        };

        public Tone Tone => state switch
        {
            S.Active => Tone.Good,
            S.Error => Tone.Bad,
            S.Pending or S.Provisioning or S.Deploying or S.Cancelling or S.Deleting => Tone.Warning,
            S.Suspended or S.Cancelled or S.Deleted => Tone.Neutral,
        };
    }

    /// <summary>Why the move is not legal now, and what would be.</summary>
    public static Refusal NotNow(Organization organization, string by)
    {
        var (slug, state) = (organization.Slug, organization.State.Words());
        Refusal Because(string why, params IReadOnlyList<WayOn> ways) => new($"{slug} {why}") { WaysOn = ways };
        return (organization.State, by) switch
        {
            (S.Suspended, "suspend") => Because("is suspended already.", new WayOn("Resume", $"/org resume {slug}")),
            (S.Suspended, "change") => Because("is suspended, so I can't change it. Resume it first.", new WayOn("Resume", $"/org resume {slug}")),
            (S.Active, "resume") => Because("is active; there is nothing to resume.", new WayOn("Show", $"/org show {slug}")),
            (S.Cancelling, "cancel") =>
                Because($"is cancelled already, with the end of {new At(organization.EndsAt!.Value).Text}.",
                    new WayOn("Keep it", $"/org keep {slug}")),
            (S.Cancelling, _) => Because($"is on its way out. Keep it first, then {by} it.", new WayOn("Keep it", $"/org keep {slug}")),
            (S.Deleting, "undo") => Because("is being deleted, and nothing waits that could be undone.", new WayOn("Show", $"/org show {slug}")),
            (S.Deleting, _) => Because($"is being deleted. Undo that first, then {by} it.", new WayOn("Undo", $"/org undo {slug}")),
            (S.Deleted, "undo") => Because("was deleted, which can't be undone any more. It may be there to be rebuilt.",
                new WayOn("Undelete", $"/org undelete {slug}")),
            (_, "undo") => Because($"is {state}; there is nothing to undo.", new WayOn("Show", $"/org show {slug}")),
            (_, "keep") => Because($"is {state} and was not cancelled, so there is nothing to keep it from."),
            (S.Provisioning or S.Deploying, _) => Because("is being set up right now. Wait until that is done.",
                new WayOn("Show", $"/org show {slug}")),
            (_, "reject") => Because($"is {state}; only what waits to be approved can be rejected."),
            (_, "approve") => Because($"is {state}; only what waits to be approved can be approved.",
                new WayOn("Show", $"/org show {slug}")),
            (_, "retry") when organization.State != S.Pending => Because($"is {state}; only what failed can be retried.",
                new WayOn("Show", $"/org show {slug}")),
            (S.Pending, _) => Because($"waits to be approved, so I can't {by} it. Approve or reject it.",
                new WayOn("Approve", $"/org approve {slug}"), new WayOn("Reject", $"/org reject {slug}")),
            (S.Deleted, _) => Because($"is deleted, so I can't {by} it any more. It may be there to be rebuilt.",
                new WayOn("Undelete", $"/org undelete {slug}")),
            (_, "undelete") => Because($"is {state}; only what was deleted can be rebuilt.", new WayOn("Show", $"/org show {slug}")),
            (S.Cancelled, _) => Because($"is {state}, so I can't {by} it any more."),
            _ => Because($"is {state}, so I can't {by} it.", new WayOn("Show", $"/org show {slug}")),
        };
    }
}
