using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public sealed record ShowAuditRow(
    [Arg("the number of a row, or the reference of a command", MaxLength = 40)] string Row,
    [Arg("also what is stored, as JSON, with its fingerprint", Named = true)] bool Raw = false) : IQuestion<ShowAuditRow, AuditRowShown>
{
    public static Spec Spec { get; } = new("audit show", "See one command whole: who asked, who approved, why, what came of it")
    {
        Examples = ["/audit show 1042"],
    };
}

/// <summary>A row and its place in the chain.</summary>
public sealed record AuditRow(long Seq, AuditEntry Entry, string Body, string Hash, string Before);

public sealed record AuditRowShown(AuditRow Row, IReadOnlyList<AuditRow> Trail, bool IsNewest, bool Raw) : IAnswer
{
    /// <summary>Whose the account was that asked, and the one that it was done to, with the account behind it.</summary>
    public string? Asker { get; init; }

    public string? Subject { get; init; }

    public Reply Say()
    {
        var entry = Row.Entry;
        return new($"Audit row {Row.Seq}: {entry.Operation}")
        {
            Tone = entry.Outcome switch
            {
                AuditOutcome.Done => Tone.Good,
                AuditOutcome.Failed => Tone.Bad,
                AuditOutcome.Refused or AuditOutcome.Denied or AuditOutcome.Expired => Tone.Warning,
                AuditOutcome.Requested or AuditOutcome.Approved or AuditOutcome.Cancelled or AuditOutcome.Started => Tone.Neutral,
            },
            Parts =
            [
                .. Sentences(entry),
                .. PlanParts(entry.Plan),
                .. Trail.Count > 1 ? TrailParts() : [],
                .. Raw ? RawParts() : [],
            ],
            Buttons =
            [
                .. Row.Seq > 1 ? [Go("Previous row", Row.Seq - 1)] : (IReadOnlyList<Button>)[],
                .. IsNewest ? [] : (IReadOnlyList<Button>)[Go("Next row", Row.Seq + 1)],
                .. entry.Target is { } target ? [new Button("All on this",
                    CommandLine.Write("audit search", [new("target", target.Label)]))] : (IReadOnlyList<Button>)[],
                .. Raw ? [] : (IReadOnlyList<Button>)[new("Show what is stored", $"/audit show {Row.Seq} raw:true") { InPlace = true }],
            ],
        };
    }

    IEnumerable<Part> Sentences(AuditEntry entry)
    {
        var who = entry.Operator ?? (Asker is { } asker ? $"{asker}, whom nobody had linked," : "OpsBot");
        var on = entry.Target is { } target && (target.Id != Guid.Empty || Subject != target.Label) ? $" on {Subject}" : "";
        yield return new Paragraph(Words.Of(
            new Plain($"{who} {Did(entry.Outcome)} "), new Code($"/{entry.Operation}"),
            new Plain($"{on}{Ending(entry.Outcome)}, "), new At(entry.At), new Plain(".")));
        if (entry.Detail is { } detail) yield return new Paragraph(detail);
        if (entry.Reason is { } reason) yield return new Paragraph($"Why: {reason}");
        if (entry.Approvers.Count > 0) yield return new Paragraph($"Approved by {string.Join(", ", entry.Approvers)}.");
        if (entry.Operator is not null && entry.Account is not null)
            yield return new Small(
                $"Through {string.Join(" · ", new[] { entry.Account, entry.Workspace, entry.Channel }.Where(part => part is not null))}");
    }

    static string Did(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Requested => "asked for approval of",
        AuditOutcome.Approved => "approved",
        AuditOutcome.Denied => "denied",
        AuditOutcome.Expired => "waited in vain for approval of",
        AuditOutcome.Cancelled => "called off",
        AuditOutcome.Refused => "was refused",
        AuditOutcome.Started => "started",
        AuditOutcome.Done or AuditOutcome.Failed => "ran",
    };

    static string Ending(AuditOutcome outcome) => outcome is AuditOutcome.Failed ? ", which failed" : "";

    static IEnumerable<Part> PlanParts(Plan? plan)
    {
        if (plan is null) yield break;
        yield return new Title("What it was to do");
        yield return new Paragraph(
            string.Join(" ", new[] { plan.Effect, plan.Affects?.Sentence, plan.Undo.Sentence }.Where(sentence => sentence is not null)));
        if (plan.Changes.Count > 0)
            yield return new Table([new("What"), new("Before"), new("After")],
                [.. plan.Changes.Select(change => (IReadOnlyList<string>)[change.What, change.Before, change.After])]);
    }

    IReadOnlyList<Part> TrailParts() =>
    [
        new Title("The whole command, from being asked to its end"),
        new Table([new("Row", Right: true), new("Time (UTC)"), new("Who"), new("Outcome"), new("What came of it")],
            [.. Trail.Select(row => (IReadOnlyList<string>)
            [
                row.Seq.ToString(CultureInfo.InvariantCulture), row.Entry.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                row.Entry.Operator ?? "", row.Entry.Outcome.Words(), row.Entry.Detail ?? "",
            ])]),
    ];

    IReadOnlyList<Part> RawParts() =>
    [
        new Title("What is stored"),
        new Verbatim(Row.Body),
        new Small(Words.Of(
            new Plain("Fingerprint of this row, "), new Code(Row.Hash),
            new Plain(", made from what is stored and that of the row before, "), new Code(Row.Before),
            new Plain(". All rows of this command carry the reference "), new Code(Row.Entry.Trail.ToString("n")), new Plain("."))),
    ];

    static Button Go(string label, long seq) => new(label, $"/audit show {seq}") { InPlace = true };
}

sealed class ShowAuditRowHandler : IAnswerQuestion<ShowAuditRow, AuditRowShown>
{
    sealed record Stored(long Seq, string Body, byte[] Hash, byte[] PrevHash);

    public async Task<Result<AuditRowShown>> Answer(ShowAuditRow question, Work work, CancellationToken cancel)
    {
        var text = question.Row.Trim().TrimStart('#').Replace(",", "", StringComparison.Ordinal);
        long? number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;
        Guid? trail = number is null && Guid.TryParse(text, out var id) ? id : null;
        if (number is null && trail is null)
            return new Refusal($"“{question.Row}” is neither the number of an audit row nor the reference of a command.") { WaysOn = [new(
                "Search", "/audit search")] };
        // Of a command that is named by its reference, the row that tells how it ended.
        var stored = await work.List<Stored>(
            """
            select seq, body, hash, prev_hash
            from   audit
            where  trail = coalesce(@Trail::uuid, (select trail from audit where seq = @Number::bigint))
            order  by seq
            limit  50
            """, new { Trail = trail, Number = number }, cancel);
        if (stored.Count == 0)
            return new Refusal(number is null ? "No command with that reference is in the audit."
                : $"The audit has no row {number}.") { WaysOn = [new("Search", "/audit search")] };
        var rows = stored
            .Select(row => new AuditRow(
                row.Seq, Json.Read<AuditEntry>(row.Body), row.Body, ChainHash.Hex(row.Hash), ChainHash.Hex(row.PrevHash)))
            .ToList();
        var newest = await work.Get<long>("select max(seq) from audit", null, cancel);
        var shown = rows.Find(row => row.Seq == number) ?? rows[^1];
        var (asker, subject) = (shown.Entry.Account, shown.Entry.Target?.Label);
        var names = await AccountNames.Of(work, [asker, subject], cancel);
        return new AuditRowShown(shown, rows, shown.Seq == newest, question.Raw)
        {
            Asker = names.Named(asker), Subject = names.Named(subject),
        };
    }
}
