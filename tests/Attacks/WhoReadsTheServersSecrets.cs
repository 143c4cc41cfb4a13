using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;
using OpsBot.Sandbox.Nodes;
using OpsBot.Tests.Core.Servers.BringingUp;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Owns the database, and does not have the key.</summary>
public sealed class WhoReadsTheServersSecrets(Desk desk) : IClassFixture<Desk>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    SecretVault Vault => desk.Get<SecretVault>();

    [Fact]
    public async Task Nobody_finds_one_in_all_that_is_stored()
    {
        var server = await desk.Rent(boots: false);
        var secrets = (await Vault.Open(server.Id, Cancel)).Value;
        var stored = await desk.All<string>(
            "select encode(sealed, 'hex') || ' ' || encode(sealed, 'escape') || ' ' || key_id || ' ' || name from server_secrets", null);
        Assert.All(SecretName.All, name =>
        {
            var hex = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secrets[name]));
            Assert.All(stored, row => Assert.DoesNotContain(secrets[name], row, StringComparison.Ordinal));
            Assert.All(stored, row => Assert.DoesNotContain(hex, row, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Nobody_puts_a_servers_secret_in_anothers_place()
    {
        var (mine, theirs) = (await desk.Rent(boots: false), await desk.Rent(boots: false));
        await desk.Execute(
            """
            update server_secrets t
            set    sealed = m.sealed, key_id = m.key_id
            from   server_secrets m
            where  m.server_id = @Mine and t.server_id = @Theirs and m.name = t.name
            """, new { Mine = mine.Id.Value, Theirs = theirs.Id.Value });
        Assert.Contains("is another's", (await Vault.Open(theirs.Id, Cancel)).Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_passes_one_off_under_anothers_name()
    {
        var server = await desk.Rent(boots: false);
        await desk.Execute(
            """
            update server_secrets t
            set    sealed = m.sealed
            from   server_secrets m
            where  m.server_id = @Id and t.server_id = @Id and m.name = 'redis_password' and t.name = 'instance_secret'
            """, new { Id = server.Id.Value });
        Assert.Contains("instance secret", (await Vault.Open(server.Id, Cancel)).Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_changes_a_bit_of_one()
    {
        var server = await desk.Rent(boots: false);
        await desk.Execute("update server_secrets set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where server_id = @Id and name = 'mta_api_key'",
            new { Id = server.Id.Value });
        Assert.Contains("mta api key", (await Vault.Open(server.Id, Cancel)).Fault!.Sentence, StringComparison.Ordinal);
        await desk.Execute("update server_secrets set sealed = '\\x00' where server_id = @Id and name = 'mta_api_key'",
            new { Id = server.Id.Value });
        Assert.Contains("mta api key", (await Vault.Open(server.Id, Cancel)).Fault!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_opens_them_with_a_key_of_their_own_that_bears_the_same_name()
    {
        var server = await desk.Rent(boots: false);
        var theirs = Convert.ToBase64String([.. Enumerable.Repeat((byte)9, 32)]);
        var forged = new SecretKeys(Options.Create(new SecretsOptions { Key = theirs }));
        await desk.Execute("update server_secrets set key_id = @Id where server_id = @Server",
            new { Id = forged.NewestId, Server = server.Id.Value });
        var vault = new SecretVault(forged, desk.Get<NpgsqlDataSource>(), desk.Clock, NullLogger<SecretVault>.Instance);
        Assert.NotNull((await vault.Open(server.Id, Cancel)).Fault);
    }

    [Fact]
    public async Task Nobody_finds_one_in_anything_that_a_whole_create_has_stored_said_or_logged()
    {
        await desk.Opens();
        var slug = await desk.Applicant();
        await desk.Does("adam", $"/org approve {slug}");
        await desk.RunJobs();
        Assert.StartsWith("active", await desk.Organization(slug), StringComparison.Ordinal);
        var there = Assert.Single(desk.AtHetzner(slug));
        var id = await desk.One<Guid>("select id from servers where provider_id = @Id", new { Id = $"{there.Id}" });
        var (kept, handed) = ((await Vault.Open(new(id), Cancel)).Value, CloudInit.Run(there.UserData, null).Environment);
        IReadOnlyList<string> written =
        [
            .. await desk.Database.Source.Everything(), .. desk.Log.Lines.Select(line => line.Text), .. desk.Log.Thrown,
        ];
        Assert.Contains(written, text => text.Contains(slug, StringComparison.Ordinal));
        foreach (var secret in SecretName.All.SelectMany(name => new[] { kept[name], handed[name.Variable] }).Append(there.UserData))
            Assert.All(written, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_has_them_written_down_by_what_carries_them()
    {
        var server = await desk.Rent(boots: false);
        var secrets = (await Vault.Open(server.Id, Cancel)).Value;
        var node = (await desk.Get<ServerNodes>().Of(server.Id, Cancel)).Value;
        string[] written = [$"{secrets}", Json.Text(secrets), $"{node}", Json.Text(node), $"{new SecretsOptions { Key = "abc" }}"];
        Assert.All(written, text => Assert.All(SecretName.All, name =>
            Assert.DoesNotContain(secrets[name], text, StringComparison.Ordinal)));
        Assert.DoesNotContain("abc", written[^1], StringComparison.Ordinal);
    }
}
