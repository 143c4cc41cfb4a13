using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ListBackups(
    [Arg("whose backups")] InstanceId Instance,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListBackups, BackupsListed>
{
    public static Spec Spec { get; } = new("instance backups",
        "Backups of an instance: size, version, date, checksum") { Examples = ["/instance backups acme-prod"] };
}

public sealed record ListedBackup(
    string Name, DateTimeOffset TakenAt, long Bytes, string AppVersion, string Sha256, string Key, long Total, long Before) : IListed
{
    public string Size => Sizes.Of(Bytes);
}

public sealed record BackupsListed(ListBackups Asked, string Slug, bool MayBackUp, Page<ListedBackup> Page) : IAnswer
{
    public Reply Say() => Asked.Csv ? Filter.File($"Backups of {Slug}", Page, ["Taken", "Name", "Bytes", "Version", "SHA-256"], Cells)
        : new($"Backups of {Slug}")
    {
        Parts =
        [
            new Table([new("Taken (UTC)"), new("Name"), new("Size", Right: true), new("Version"), new("SHA-256")],
                [.. Page.Rows.Select(line => (IReadOnlyList<string>)
                [
                    new At(line.TakenAt).Cell, line.Name, line.Size, line.AppVersion, line.Sha256.Start(12) + "…",
                ])])
            { Empty = "There is no backup yet." },
            .. Page.Turn("backup", "backups", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. new Button("Back up now", $"/instance backup {Slug}").If(MayBackUp),
            .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })),
            new Button("Show", $"/instance show {Slug}"),
        ],
    };

    static IReadOnlyList<string?> Cells(ListedBackup line) =>
    [
        line.TakenAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture), line.Name,
        line.Bytes.ToString(CultureInfo.InvariantCulture), line.AppVersion, line.Sha256,
    ];
}

sealed class ListBackupsHandler : IAnswerQuestion<ListBackups, BackupsListed>
{
    const string Before =
        """
        with counted as (
            select taken_at, id from backups where instance_id = @Instance limit @Counted),
        page as (
            select id, taken_at from backups where instance_id = @Instance
        """;

    const string After =
        """
        )
        select   b.name, b.taken_at, b.bytes, b.app_version, b.sha256,
                 (extract(epoch from b.taken_at) * 1000000)::bigint || '.' || b.id as key, (select count(*) from counted) as total,
                 (select count(*) from counted c
                  where  (c.taken_at, c.id) > (select p.taken_at, p.id from page p order by 1 desc, 2 desc limit 1)) as before
        from     page p
        join     backups b on b.id = p.id
        order by b.taken_at desc, b.id desc
        """;

    public async Task<Result<BackupsListed>> Answer(ListBackups question, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, question.Instance, cancel);
        var start = PageStart.Of(question.Csv ? null : question.Page, parts: 2);
        var read = await work.Page<ListedBackup>(start,
            behind: $"{Before} and (taken_at, id) < (@At, @Id) order by taken_at desc, id desc limit @Take {After}",
            before: $"{Before} and (taken_at, id) > (@At, @Id) order by taken_at, id limit @Take {After}",
            new
            {
                question.Instance, At = start.Moment(0, DateTimeOffset.MaxValue), Id = start.Id(1, Guid.AllBitsSet),
                Take = ReadPage.Take(question.Csv), ReadPage.Counted,
            }, Lines.LineOf(new ListBackups(question.Instance)), question.Csv, cancel);
        return read.Failed(out var page, out var refusal) ? refusal
            : new BackupsListed(question, instance.Slug, InstanceLife.BackUp.MayBegin(instance.State), page);
    }
}
