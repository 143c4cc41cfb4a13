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
    static readonly Listing backups = new(
        "from backups b where b.instance_id = @Instance",
        "b.name, b.taken_at, b.bytes, b.app_version, b.sha256",
        "from page p join backups b on b.id = p.key1",
        PageKey.Moment("b.taken_at"), PageKey.Id("b.id")) { Falls = true };

    public async Task<Result<BackupsListed>> Answer(ListBackups question, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, question.Instance, cancel);
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(new ListBackups(question.Instance)));
        return (await work.Page<ListedBackup>(backups, asked, new { question.Instance }, cancel)).Failed(out var page, out var refusal)
            ? refusal : new BackupsListed(question, instance.Slug, InstanceLife.BackUp.MayBegin(instance.State), page);
    }
}
