using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Orphans;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Running;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Seeding;

/// <summary>What a newcomer finds, and finds again the next day.</summary>
public sealed class StartingTwice(OpsBot.Tests.Testing.Postgres postgres)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    sealed record Row(
        string Id, string Name, string ProviderId, string Label, string Type, string Region, string State, string? Route, int? Port,
        string? V4);

    static async Task<IReadOnlyList<Row>> Rented(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync(Cancel);
        return await db.List<Row>(
            """
            select   s.id::text as id, s.name, s.provider_id, s.label, s.type, s.region, s.state, host(r.address) as route, r.port,
                     host(s.v4) as v4
            from     servers s
            left     join routes r on r.organization_id = s.organization_id
            where    s.purpose = 'organization'
            order by s.name
            """, null, Cancel);
    }

    [Fact]
    public async Task Rented_servers_stand_at_the_provider_run_and_are_there_again_the_next_day()
    {
        await using var database = await postgres.NewDatabase();
        var anyPort = new Uri("http://127.0.0.1:0");
        var options = new SandboxOptions
        {
            Address = anyPort, BotAddress = anyPort, ConnectionString = database.ConnectionString, Pace = 0.1,
            Folder = Repository.At(".opsbot", "test-seeds", Guid.CreateVersion7().ToString("n")),
        };
        IReadOnlyList<(long, string, string, string?)> before;
        await using (var sandbox = await SandboxHost.Start(options, Cancel))
        {
            before = await Fits(sandbox, database.Source);
            Assert.Equal(["umbrella"], Unknown(sandbox, await Rented(database.Source)).Select(one => one.Name.Split('-')[0]));
            Assert.Equal("cyberdyne-archive", Assert.Single(sandbox.Cloud.Volumes).Name);
            await sandbox.Services.GetRequiredService<OrphanWatch>().Round(Cancel);
            Assert.Equal(["server umbrella", "volume cyberdyne"], await Orphans(database.Source));
            // Somebody finds it and removes it.
            await Remove(sandbox, $"volumes/{sandbox.Cloud.Volumes[0].Id}");
        }
        await using var again = await SandboxHost.Start(options, Cancel);
        Assert.Equal(before.Select(one => (one.Item1, one.Item2, one.Item3)),
            (await Fits(again, database.Source)).Select(one => (one.Item1, one.Item2, one.Item3)));
        Assert.Empty(again.Cloud.Volumes);
    }

    static async Task<IReadOnlyList<string>> Orphans(NpgsqlDataSource source)
    {
        await using var db = await source.OpenConnectionAsync(Cancel);
        return await db.List<string>(
            "select kind || ' ' || split_part(name, '-', 1) from orphans where ended_at is null order by kind", null, Cancel);
    }

    static IEnumerable<CloudServer> Unknown(SandboxHost sandbox, IReadOnlyList<Row> rows) =>
        sandbox.Cloud.Servers.Where(server => rows.All(row => row.ProviderId != $"{server.Id}"));

    static async Task Remove(SandboxHost sandbox, string what)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = sandbox.Cloud.ApiUrl };
        http.DefaultRequestHeaders.Authorization = new("Bearer", sandbox.Cloud.Token);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync(new Uri(what, UriKind.Relative), Cancel)).StatusCode);
    }

    /// <summary>Every row that is not gone has its server, which answers where the route leads; every picture its row.</summary>
    static async Task<IReadOnlyList<(long, string, string, string?)>> Fits(SandboxHost sandbox, NpgsqlDataSource source)
    {
        var rows = await Rented(source);
        Assert.Equal(["deleted", "error", "off", "running"], rows.Select(row => row.State).Distinct().Order());
        foreach (var row in rows.Where(row => row.State != "deleted"))
        {
            var server = Assert.Single(sandbox.Cloud.Servers, one => $"{one.Id}" == row.ProviderId);
            Assert.Equal((row.Name, row.Type, row.Region, row.Label, row.V4),
                (server.Name, server.Type.Name, server.Location, server.Labels["opsbot-job"], server.V4));
            Assert.Equal(row.State == "off" ? "off" : "running", server.Status);
            // Where there are instances, visitors are led to those.
            Assert.True(row.Route is null or "127.0.0.1" || row.Route == server.Address);
        }
        Assert.All(rows.Where(row => row.State == "deleted"), row =>
            Assert.DoesNotContain(sandbox.Cloud.Servers, one => $"{one.Id}" == row.ProviderId));
        await using var db = await source.OpenConnectionAsync(Cancel);
        Assert.Equal(await db.List<string>("select provider_id from snapshots order by provider_id", null, Cancel),
            sandbox.Cloud.Pictures.Select(picture => $"{picture.Id}").Order());
        var first = rows.First(row => row is { State: "running", Route: not null and not "127.0.0.1" });
        await Eventually.True(async () => await Answers(sandbox, first), what: "its node answers to the secret that is kept of it");
        return [.. sandbox.Cloud.Servers.Select(one => (one.Id, one.Name, one.Status, one.V4))];
    }

    static async Task<bool> Answers(SandboxHost sandbox, Row row)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{row.Route}:{row.Port}/api/internal/health");
        var secrets = (await sandbox.Services.GetRequiredService<SecretVault>().Open(ServerId.Of(Guid.Parse(row.Id)), Cancel)).Value;
        request.Headers.Add("X-Instance-Secret", secrets[SecretName.InstanceSecret]);
        try
        {
            using var answer = await http.SendAsync(request, Cancel);
            return answer.IsSuccessStatusCode
                && (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["web"]!.GetValue<bool>();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
