using OpsBot.Core.Operations;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Whose it is, on which plan, and what would be left of it.</summary>
sealed class AboutInstance : ITellAbout
{
    sealed record Backups(long Count, DateTimeOffset? Last);

    public string Kind => "instance";

    public async Task<IReadOnlyList<Field>> About(Work work, Guid id, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, InstanceId.Of(id), cancel);
        var backups = await work.Get<Backups>("select count(*) as count, max(taken_at) as last from backups where instance_id = @id",
            new { id }, cancel);
        return
        [
            new("Customer", $"{instance.OrganizationName}{(instance.CustomerEmail is { } email ? $", {email}" : "")}"),
            new("Plan", instance.Tier),
            new("State", Words.Of(new Plain($"{instance.State.Words()} since "), new At(instance.ChangedAt))),
            new("Type and version", $"{instance.Kind.Words()}, {instance.AppVersion}"),
            new("Address", new Code(instance.Url)),
            new("Server", $"{instance.Server} in {instance.Region}"),
            new("Backups", backups.Last is { } last ? (Words)$"{backups.Count}, the last one " + new At(last) : "none"),
        ];
    }
}
