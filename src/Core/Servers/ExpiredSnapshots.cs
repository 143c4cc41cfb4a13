using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

/// <summary>Deletes pictures whose time is over, at the provider and then in the record: nothing costs on that nobody can use.</summary>
public sealed partial class ExpiredSnapshots(
    IProvider provider, NpgsqlDataSource source, Transactions transactions, TimeProvider time, ILogger<ExpiredSnapshots> log)
{
    public const string Operation = "snapshot expire";

    const int AtOnce = 100;

    static readonly Actor me = Actor.OpsBot("snapshots");

    sealed record Expired(Guid Id, string ProviderId, OrganizationId? Organization, string? Slug, SnapshotPurpose MadeFor);

    public async Task Round(CancellationToken cancel)
    {
        if (!provider.IsSetUp) return;
        foreach (var one in await Due(cancel))
        {
            // What is gone already is as good; what can't be done now is tried again in the next round.
            if ((await provider.DeletePicture(one.ProviderId, cancel)).Fault is { } fault && fault.Trouble != ProviderTrouble.Gone)
            {
                LogKept(one.ProviderId, fault.Sentence);
                continue;
            }
            await transactions.As(me, async work => await Gone(one, work, cancel), cancel);
        }
    }

    async Task<IReadOnlyList<Expired>> Due(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<Expired>(
            """
            select   p.id, p.provider_id, p.organization_id as organization, o.slug, p.made_for
            from     snapshots p
            left     join organizations o on o.id = p.organization_id
            where    p.deleted_at is null and p.expires_at <= @Now and p.provider = @Name
            -- While it is being rebuilt of it, it is needed.
            and      not (o.deleted_at is not null and o.state <> 'deleted')
            order by p.expires_at
            limit    @AtOnce
            """, new { Now = time.GetUtcNow(), provider.Name, AtOnce }, cancel);
    }

    static async Task<bool> Gone(Expired one, Work work, CancellationToken cancel)
    {
        if (await work.Execute("update snapshots set deleted_at = @Now where id = @Id and deleted_at is null", new { one.Id, work.Now },
            cancel) == 0) return false;
        await work.Audit(Execution.Entry(work, Operation, AuditOutcome.Done) with
        {
            Target = one is { Organization: { } organization, Slug: { } slug }
                ? Target.Of(organization, slug) with { Organization = organization.Value } : null,
            Detail = one.MadeFor switch
            {
                SnapshotPurpose.Goodbye => $"The picture of the server of {one.Slug} is deleted: its {Snapshots.Kept.InWords()} are over.",
                SnapshotPurpose.Resize => $"The picture from before the resize of {one.Slug} is deleted: its {Snapshots.Kept.InWords()} are over.",
            },
        }, cancel);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Snapshot {Id} is over and was not deleted: {Why}")]
    partial void LogKept(string id, string why);
}
