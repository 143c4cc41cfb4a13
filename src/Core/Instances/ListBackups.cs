using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ListBackups(
    [Arg("whose backups")] InstanceId Instance,
    [Arg("which page", Named = true, Min = 1, Max = Paging.Most)] int Page = 1) : IQuestion<ListBackups, BackupsListed>
{
    public static Spec Spec { get; } = new("instance backups", "Backups of an instance: size, version, date, checksum") { Examples = ["/instance backups acme-prod"] };
}

public sealed record BackupsListed(ListBackups Asked, string Slug, bool MayBackUp, Page<BackupLine> Page) : IAnswer
{
    public Reply Say() => new($"Backups of {Slug}")
    {
        Parts =
        [
            new Table([new("Taken"), new("Name"), new("Size", Right: true), new("Version"), new("SHA-256")],
                [.. Page.Rows.Select(line => (IReadOnlyList<string>)
                [
                    new At(line.TakenAt).Text, line.Name, line.Size, line.AppVersion, line.Sha256.Start(12) + "…",
                ])])
            { Empty = "There is no backup yet." },
            .. Page.Turn(Page.Total == 1 ? "backup" : "backups", number => Lines.LineOf(Asked with { Page = number })),
        ],
        Buttons =
        [
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
        if (question.Page > 1 && Paging.Before(question.Page) >= total) return Paging.NoSuchPage(question.Page, $"/instance backups {instance.Slug}");
        return new BackupsListed(question, instance.Slug, instance.State.After("back up") is not null, new(question.Page,
            await work.List<BackupLine>(
                """
                select   name, taken_at, bytes, app_version, sha256
                from     backups
                where    instance_id = @Instance
                order by taken_at desc
                offset   @Skip
                limit    @Take
                """, new { question.Instance, Skip = Paging.Before(question.Page), Take = Paging.Size }, cancel), total));
    }
}
