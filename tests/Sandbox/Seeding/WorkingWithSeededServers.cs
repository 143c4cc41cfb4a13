using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Sandbox.Running;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Seeding;

/// <summary>What a newcomer tries first, with the real worker and in real time, ten times as quick.</summary>
public sealed class WorkingWithSeededServers(OpsBot.Tests.Testing.Postgres postgres) : IAsyncLifetime
{
    OpsBot.Tests.Testing.Database database = null!;
    SandboxHost sandbox = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabase();
        var anyPort = new Uri("http://127.0.0.1:0");
        sandbox = await SandboxHost.Start(new()
        {
            Address = anyPort, BotAddress = anyPort, ConnectionString = database.ConnectionString, Pace = 0.1,
            Folder = Repository.At(".opsbot", "test-seeds", Guid.CreateVersion7().ToString("n")),
        }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        await database.DisposeAsync();
    }

    async Task<Outcome> Ask(string line, string who = "Adam", string? because = null)
    {
        var account = await One($"select account_id from chat_accounts where platform = 'slack' and name like '{who}%'");
        var ops = sandbox.Slack.Channels.FindByName("ops")!.Id;
        return await sandbox.Services.GetRequiredService<Runner>().Run(new Request(
            new Caller(new ChatAccount("slack", account)) { Workspace = sandbox.Slack.TeamId, Channel = ops, Name = who }, line)
        {
            Filled = because is null ? new() : new Dictionary<string, string> { ["reason"] = because },
            Answer = new ChatPlace("slack", PlaceKind.Channel, ops), Room = new ChatPlace("slack", PlaceKind.Channel, ops),
        }, Cancel);
    }

    async Task<string> One(string sql)
    {
        await using var db = await database.Source.OpenConnectionAsync(Cancel);
        Mapping.Ready();
        return (await Dapper.SqlMapper.QuerySingleOrDefaultAsync<string>(db, sql))!;
    }

    Task Becomes(string slug, string state) => Eventually.Equal(state, async () =>
        await One($"select state from organizations where slug = '{slug}'"), within: TimeSpan.FromMinutes(2));

    [Fact]
    public async Task Who_waits_is_approved_and_comes_up_and_what_failed_or_was_deleted_comes_up_again()
    {
        await Eventually.True(async () => await One("select min(seen_at)::text from provider_types") is not null,
            what: "the catalogue was read", within: TimeSpan.FromMinutes(1));
        var (approved, retried) = (await Ask("/org approve globex"), await Ask("/org retry adatum"));
        Assert.True(approved.Kind == OutcomeKind.Done, approved.Text);
        Assert.True(retried.Kind == OutcomeKind.Done, retried.Text);
        var undeleted = await Ask("/org undelete wingtip", because: "they have come back");
        Assert.True(undeleted.Kind == OutcomeKind.Done, undeleted.Text);
        await Becomes("globex", "active");
        await Becomes("wingtip", "active");
        await Becomes("adatum", "active");
        Assert.Contains(sandbox.Cloud.Servers, server => server.Name.StartsWith("globex-", StringComparison.Ordinal)
            && server is { IsProtected: true, Status: "running" });
    }

    [Fact]
    public async Task The_two_orphans_are_found_and_removed_and_then_there_is_none()
    {
        await Eventually.Equal("2", () => One("select count(*)::text from orphans where ended_at is null"));
        var (server, volume) = (sandbox.Cloud.Servers.Single(one => one.Name.StartsWith("umbrella", StringComparison.Ordinal)).Id,
            Assert.Single(sandbox.Cloud.Volumes).Id);
        foreach (var orphan in new[] { $"server-{server}", $"volume-{volume}" })
        {
            var asked = await Ask($"/vps remove-orphan {orphan}", because: "nobody knows it");
            Assert.True(asked.Kind == OutcomeKind.Waiting, asked.Text);
            var number = await One("select max(number)::text from approvals");
            Assert.Equal(OutcomeKind.Done, (await Ask($"/approval approve {number}", "Samira")).Kind);
        }
        await Eventually.Equal("0", () => One("select count(*)::text from orphans where ended_at is null"));
        Assert.Empty(sandbox.Cloud.Volumes);
        Assert.DoesNotContain(sandbox.Cloud.Servers, one => one.Id == server);
    }
}
