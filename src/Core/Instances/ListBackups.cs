using System.Globalization;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ListBackups(
    [Arg("whose backups")] InstanceId Instance,
    [Arg("which page", Named = true, Min = 1, Max = 10_000)] int Page = 1) : IQuestion<ListBackups, BackupsListed>
{
    public static Spec Spec { get; } = new("instance backups", "Backups of an instance: size, version, date, checksum") { Examples = ["/instance backups acme-prod"] };
}

public sealed record BackupsListed(string Slug, bool MayBackUp, IReadOnlyList<BackupLine> Lines, long Total, int Page) : IAnswer
{
    public const int PageSize = 25;

    public Reply Say() => new($"Backups of {Slug}")
    {
        Parts =
        [
            new Table([new("Taken (UTC)"), new("Name"), new("Size", Right: true), new("Version"), new("SHA-256")],
                [.. Lines.Select(line => (IReadOnlyList<string>)
                [
                    line.TakenAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), line.Name, line.Size, line.AppVersion,
                    line.Sha256.Start(12) + "…",
                ])])
            { Empty = "There is no backup yet." },
            .. Total > PageSize ? [new Small($"Showing {(Page - 1) * PageSize + 1}–{(Page - 1) * PageSize + Lines.Count} of {Total}")] : Array.Empty<Part>(),
        ],
        Buttons =
        [
            .. Page > 1 ? [new Button("◀ Back", $"/instance backups {Slug} page:{Page - 1}") { InPlace = true }] : Array.Empty<Button>(),
            .. Page * PageSize < Total ? [new Button("Next ▶", $"/instance backups {Slug} page:{Page + 1}") { InPlace = true }] : Array.Empty<Button>(),
            .. MayBackUp ? [new Button("Back up now", $"/instance backup {Slug}")] : Array.Empty<Button>(),
            new Button("Show", $"/instance show {Slug}"),
        ],
    };
}

sealed class ListBackupsHandler : IAnswerQuestion<ListBackups, BackupsListed>
{
    public async Task<Result<BackupsListed>> Answer(ListBackups question, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, question.Instance, cancel);
        var total = await work.Get<long>("select count(*) from backups where instance_id = @Instance", question, cancel);
        if (question.Page > 1 && (question.Page - 1) * BackupsListed.PageSize >= total)
            return new Refusal($"There is no page {question.Page}.") { WaysOn = [new("First page", $"/instance backups {instance.Slug}")] };
        return new BackupsListed(instance.Slug, instance.State.After("back up") is not null,
            await work.List<BackupLine>(
                """
                select   name, taken_at, bytes, app_version, sha256
                from     backups
                where    instance_id = @Instance
                order by taken_at desc
                offset   @Skip
                limit    @Take
                """, new { question.Instance, Skip = (question.Page - 1) * BackupsListed.PageSize, Take = BackupsListed.PageSize }, cancel),
            total, question.Page);
    }
}
