using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

public enum AuditFormat { Json, Csv }

public sealed record ExportAudit(
    [Group] AuditFilter Filter,
    [Arg("json can be verified offline, csv opens in a spreadsheet")] AuditFormat Format = AuditFormat.Json)
    : ICommand<ExportAudit, AuditExported>
{
    public static Spec Spec { get; } = new("audit export", "Take rows of the audit out as a file; that is audited, too")
    {
        Needs = Role.Admin, ReadsMuch = true,
        Examples = ["/audit export", "/audit export csv operation:instance from:2026-01-01 to:2026-02-01"],
    };

    /// <summary>The command line that shows the same rows.</summary>
    internal string Search => Lines.LineOf(new SearchAudit(Filter));
}

public sealed record AuditExported(AuditFormat Format, string FileName, string File, long Rows) : IAnswer
{
    public Reply Say() => new("Audit export")
    {
        Parts =
        [
            new Paragraph(
                $"{Rows.ToString("N0", CultureInfo.InvariantCulture)} {(Rows == 1 ? "row" : "rows")} as {Format.Snake().ToUpperInvariant()}."),
            new Attachment(FileName, File) { MediaType = Format == AuditFormat.Json ? "application/json" : "text/csv" },
            .. Format == AuditFormat.Json
                ? [new Small(
                Words.Of(new Plain("Verify it anywhere: "), new Code($"dotnet run --project src/Bot -- audit verify --file {FileName}")))]
                : (IReadOnlyList<Part>)[new Small("A CSV cannot be verified; take JSON where it has to prove something.")],
        ],
    };
}

sealed class ExportAuditHandler(OperationWords words) : IHandle<ExportAudit, AuditExported>
{
    const int MostRows = 20_000;
    const int LongestChain = 250_000;

    sealed record Range(long Rows, long First, long Last);

    public async Task<Result<Plan>> Plan(ExportAudit command, Work work, CancellationToken cancel)
    {
        if (await words.Unknown(command.Filter, meant => Lines.LineOf(command with { Filter = meant }), work, cancel) is { } unknown)
            return unknown;
        var range = await Find(command.Filter, work, cancel);
        return range.Rows switch
        {
            0 => new Refusal("No row of the audit fits, so there is nothing to export."),
            > MostRows =>
                new Refusal(
                $"That is more than {MostRows:N0} rows, the most that one file takes. Narrow it down with from: and to:, and take it in parts."),
            // Whoever exports often would otherwise be told that the plan changed each time a row is added.
            _ => new Plan(AuditTrail.Whole, $"Takes {command.Search} out of OpsBot as {command.Format.Snake().ToUpperInvariant()}.")
            { Undo = Undo.Never("A file that was taken out cannot be called back.") },
        };
    }

    public async Task<Result<AuditExported>> Handle(ExportAudit command, Work work, CancellationToken cancel)
    {
        var range = await Find(command.Filter, work, cancel);
        // As far as the next checkpoint, where there is one: only then does the file prove itself.
        var checkpoints = (await AuditVerification.Checkpoints(work.Db, cancel)).Where(checkpoint => checkpoint.Count >= range.First)
            .ToList();
        var witness = checkpoints.FindIndex(checkpoint => checkpoint.Count >= range.Last);
        var last = command.Format == AuditFormat.Json && witness >= 0 ? checkpoints[witness].Count : range.Last;
        if (command.Format == AuditFormat.Json && last - range.First >= LongestChain)
            return new Refusal(
                $"These rows lie {last - range.First:N0} apart, and proving them takes the digest of each between. Narrow it down with from: and to:, or take CSV.");
        var rows = await Rows(command, range.First, last, work, cancel);
        var file = command.Format == AuditFormat.Csv ? ExportText.Csv(rows) : ExportText.Json(
            new(AuditExport.Version, work.Now, work.Operator.Name, command.Search, range.First,
                ChainHash.Hex(await Before(range.First, work, cancel)))
            { Checkpoints = [.. checkpoints.Where(checkpoint => checkpoint.Count <= last).Select(checkpoint => checkpoint.Text)] }, rows);
        var name = $"audit-{work.Now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.{command.Format.Snake()}";
        return new AuditExported(command.Format, name, file, range.Rows);
    }

    static async Task<Range> Find(AuditFilter filter, Work work, CancellationToken cancel) => (await work.ListPlanned<Range>(
        $"""
        select count(*) as rows, coalesce(min(seq), 0) as first, coalesce(max(seq), 0) as last
        from   (select seq from audit {AuditFilter.Where} limit @UpTo) counted
        """,
        await filter.Sql(work, cancel) with { UpTo = MostRows + 1 }, cancel)).Single();

    static async Task<byte[]> Before(long first, Work work, CancellationToken cancel) =>
        await work.Get<byte[]>("select prev_hash from audit where seq = @First", new { First = first }, cancel);

    static async Task<IReadOnlyList<ExportRow>> Rows(ExportAudit command, long first, long last, Work work, CancellationToken cancel)
    {
        var arguments = await command.Filter.Sql(work, cancel) with { First = first, Last = last };
        return command.Format == AuditFormat.Csv
            ? await work.ListPlanned<ExportRow>(
                $"""
                select seq, hash, ''::bytea as digest, body
                from   audit
                {AuditFilter.Where} and seq between @First and @Last
                order  by seq
                """, arguments, cancel)
            : await work.ListPlanned<ExportRow>(
                $"""
                with shown as (select seq from audit {AuditFilter.Where} and seq between @First and @Last)
                select a.seq, a.hash, sha256(convert_to(a.body, 'UTF8')) as digest, case when s.seq is not null then a.body end as body
                from   audit a
                left   join shown s on s.seq = a.seq
                where  a.seq between @First and @Last
                order  by a.seq
                """, arguments, cancel);
    }
}
