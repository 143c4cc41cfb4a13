using OpsBot.Core.Replies;

namespace OpsBot.Core.Billing;

/// <summary>What was done with money, when, by whom, and who agreed: to exactly what, says the code of their request.</summary>
public sealed record Deed(
    DateTimeOffset At, string Operation, string Outcome, string? Who, string? Approvers, string? Reason, string? Digest)
{
    /// <summary>The rows of the audit as deeds; which of them, and how many, is told behind it.</summary>
    internal const string Rows =
        """
        select   a.at, a.operation, a.outcome, a.body::jsonb ->> 'operator' as who,
                 (select string_agg(v.value, ', ') from jsonb_array_elements_text(a.body::jsonb -> 'approvers') v) as approvers,
                 a.body::jsonb ->> 'reason' as reason, left(p.digest, 12) as digest
        from     audit a
        left     join approvals p on p.trail = a.trail

        """;

    internal Small InWords => new(Words.Of(new At(At), new Plain($"  {Operation} {Outcome}{(Who is null ? "" : $" by {Who}")}"
        + $"{(Approvers is null ? "" : $", approved by {Approvers}")}{(Reason is null ? "" : $": {Reason}")}"
        + $"{(Digest is null ? "" : $" · {Digest}")}")));
}
