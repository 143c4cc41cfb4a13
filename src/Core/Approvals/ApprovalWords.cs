using OpsBot.Core.Access;
using OpsBot.Core.Approvals.Limits;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>The sentences that approvals are told in.</summary>
static class ApprovalWords
{
    /// <summary>"Adam", "Adam or Sam", "Adam, Bea, Sam or another".</summary>
    public static string AnyOf(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nobody on the team right now",
        1 => names[0],
        > 4 => $"{string.Join(", ", names.Take(3))} or another",
        _ => $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}",
    };

    public static string AllOf(IReadOnlyList<string> names) =>
        names.Count == 0 ? "nobody" : Several.InOneSentence(names);

    /// <summary>"an admin and a super admin".</summary>
    public static string People(IReadOnlyList<Role> roles) => AllOf([.. roles.Select(role => role.AsOne)]);

    extension(ApprovalCase one)
    {
        /// <summary>What still has to happen: "an admin: Adam or Sam", "a super admin (Sam) and an admin (Adam or Bea)".</summary>
        public string StillNeeded => one.Open.Count switch
        {
            0 => "nothing",
            1 => $"{one.Open[0].AsOne}: {one.Fit(one.Open[0])}",
            _ => AllOf([.. one.Open.Select(role => $"{role.AsOne} ({one.Fit(role)})")]),
        };

        string Fit(Role role) => AnyOf([.. one.Deciders.Where(person => person.Role >= role).Select(person => person.Name)]);

        public string ApprovedBy => AllOf([.. one.Approvals.Select(vote => vote.Name)]);

        /// <summary>The end as whoever comes too late reads it.</summary>
        public string TooLate
        {
            get
            {
                var at = one.Request.EndedAt is { } ended ? new At(ended).Text : "";
                return one.Request.State switch
                {
                    ApprovalState.Pending => "It is still waiting.",
                    ApprovalState.Approved => $"Already approved by {one.ApprovedBy}, {at}.{Run(one.Request)}",
                    ApprovalState.Denied => $"Already denied by {one.Request.Ender}, {at}.",
                    ApprovalState.Cancelled => $"Already cancelled by {one.Request.Ender}, {at}.",
                    ApprovalState.Expired => $"It expired {at}; nobody had decided in time.",
                    ApprovalState.Stale when !one.Approvals.Any() => $"It ended, {at}. {one.Request.Ending}",
                    ApprovalState.Stale => $"It was approved by {one.ApprovedBy}, but did not run, {at}. {one.Request.Ending}",
                    ApprovalState.Failed => $"It was approved by {one.ApprovedBy}, but failed, {at}. {one.Request.Ending}",
                };
            }
        }

        /// <summary>The end as its card reads: tone, a word for the heading, and the sentence.</summary>
        public (Tone Tone, string Word, Words Sentence) Outcome
        {
            get
            {
                var (request, ending) = (one.Request, one.Request.Ending is { Length: > 0 } text ? $" {text}" : "");
                var at = (request.RanAt ?? request.EndedAt) is { } ended ? (Words)new At(ended) : Words.None;
                return request.State switch
                {
                    ApprovalState.Pending => (Tone.Neutral, "Waiting", "It is still waiting."),
                    ApprovalState.Approved when request.Ran == RunState.Running =>
                        (Tone.Neutral, "Running", (Words)$"Approved by {one.ApprovedBy}, " + at + ". How it ends will stand here."),
                    ApprovalState.Approved when request.Ran == RunState.Failed =>
                        (Tone.Bad, "Failed", (Words)$"{request.CameOfIt}, " + at + $".{ending}"),
                    ApprovalState.Approved when request.Ran == RunState.Done =>
                        (Tone.Good, "Done", (Words)$"{request.CameOfIt}, " + at + $".{ending}"),
                    ApprovalState.Approved => (Tone.Good, "Approved", (Words)$"Approved by {one.ApprovedBy}, " + at + $".{ending}"),
                    ApprovalState.Denied => (Tone.Bad, "Denied", (Words)$"Denied by {request.Ender}, " + at + $".{ending}"),
                    ApprovalState.Cancelled => (Tone.Neutral, "Cancelled", (Words)$"Cancelled by {request.Ender}, " + at + $".{ending}"),
                    ApprovalState.Expired =>
                        (Tone.Warning, "Expired", (Words)"Nobody decided in time; it expired " + at + ". Nothing was done."),
                    ApprovalState.Stale when !one.Approvals.Any() =>
                        (Tone.Warning, "Not run", (Words)"It ended, " + at + "." + Sentences.Of(ending)),
                    ApprovalState.Stale => (Tone.Warning, "Not run",
                        (Words)$"Approved by {one.ApprovedBy}, but it did not run, " + at + "." + Sentences.Of(ending)),
                    ApprovalState.Failed =>
                        (Tone.Bad, "Failed", (Words)$"Approved by {one.ApprovedBy}, but it failed, " + at + "." + Sentences.Of(ending)),
                };
            }
        }

        /// <summary>Why this person may not decide it; none when they may.</summary>
        public string? MayNotDecide(Operator who) =>
            one.Request.State != ApprovalState.Pending ? one.TooLate
            : who.Id == one.Request.AskedBy ? $"You asked for this yourself; {Another(one.Open)} has to decide."
            : one.Parts.All(part => !who.May(part.Role)) ? $"This needs {one.StillNeeded}."
            : null;

        /// <summary>Why this person may not approve it, where they might still deny it.</summary>
        public string? MayNotApprove(Operator who) =>
            one.MayNotDecide(who) is { } no ? no
            : one.Approvals.Any(vote => vote.OperatorId == who.Id)
                ? $"You have approved #{one.Request.Number} already; somebody else has to fill the rest. It still needs {one.StillNeeded}."
            : one.Others.FirstOrDefault(other => other.Id == who.Id) is not { } me ? "You are no longer on the team."
            : one.Request.CausedBy == who.Id && !one.Request.Guard.IsProposal
                ? $"OpsBot asks for #{one.Request.Number} because of what you did, so somebody else has to approve it. "
                    + $"It still needs {one.StillNeeded}."
            : me.IsSubjectOf(one.Request.Plan)
                ? $"#{one.Request.Number} is about you, so somebody else has to approve it. It still needs {one.StillNeeded}."
            : me is { Reaches: false } && one.Request.Plan.Amount is { } amount
                ? $"#{one.Request.Number} is {amount}, and you may approve {me.WhyTooMuch(amount)}. It still needs {one.StillNeeded}."
            : me is { TiedAt: { } at, TiedTo: { } other } && me.IsTied(one.Request.AskedAt) ? one.TooClose(other, at)
            : one.Open.All(role => !who.May(role)) ? $"That part is filled by {one.ApprovedBy}. What is left needs {one.StillNeeded}."
            : null;
    }

    static string Run(Approval request) =>
        request.Ran == RunState.Running ? " It is running." : request.CameOfIt is { } came ? $" {came}." : "";

    static string TooClose(this ApprovalCase one, string other, DateTimeOffset at) =>
        (other == one.Request.Asker ? $"You and {other} cannot approve for each other"
            : $"You and {other}, who approved it, count as one person for")
        + $" what is asked before {new At(at + SecondPerson.Tied).Text}: "
        + $"{SecondPerson.WhyTied}. Somebody else has to approve. It still needs {one.StillNeeded}.";

    static string Another(IReadOnlyList<Role> open) => open.Count == 0 ? "somebody else" : $"another {open[^1].Words()}";
}
