using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Servers.Secrets;

public sealed class KeepingSecrets(Desk desk) : IClassFixture<Desk>
{
    static readonly string old = Convert.ToBase64String(new byte[32]), anew = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    SecretVault Vault(string key, params string[] oldKeys) => new(
        new SecretKeys(Options.Create(new SecretsOptions { Key = key, OldKeys = oldKeys })),
        desk.Get<NpgsqlDataSource>(), desk.Clock, NullLogger<SecretVault>.Instance);

    static string[] Values(ServerSecrets secrets) => [.. SecretName.All.Select(name => secrets[name])];

    [Fact]
    public async Task Seven_are_made_each_another_and_all_open_as_they_were_made()
    {
        var server = await desk.Rent(boots: false);
        var opened = Values((await Vault(old).Open(server.Id, Cancel)).Value);
        Assert.Equal(7, opened.Distinct().Count());
        Assert.All(opened, value => Assert.Matches("^[0-9a-f]{64}$", value));
        Assert.Equal(opened, Values((await Vault(old).Open(server.Id, Cancel)).Value));
    }

    [Fact]
    public async Task What_is_made_where_a_command_is_not_carried_out_was_never_made()
    {
        var server = await desk.Rent(boots: false);
        var before = Values((await Vault(old).Open(server.Id, Cancel)).Value);
        await using (var work = await desk.Get<Transactions>().Begin(Actor.OpsBot("tests"), Guid.CreateVersion7(), Cancel))
        {
            await Vault(old).Forget(server.Id, work, Cancel);
            await Vault(old).Make(server.Id, work, Cancel);
        }
        Assert.Equal(before, Values((await Vault(old).Open(server.Id, Cancel)).Value));
    }

    [Fact]
    public async Task Under_an_old_key_they_open_on_until_all_are_sealed_anew_and_then_without_it()
    {
        var server = await desk.Rent(boots: false);
        var before = Values((await Vault(old).Open(server.Id, Cancel)).Value);
        var vault = Vault(anew, old);
        Assert.Equal(before, Values((await vault.Open(server.Id, Cancel)).Value));
        var refusal = (await Vault(anew).Open(server.Id, Cancel)).Fault!;
        Assert.Contains("OPSBOT_Secrets__OldKeys__0", refusal.Sentence, StringComparison.Ordinal);

        await vault.SealAnew(Cancel);
        Assert.Equal(before, Values((await Vault(anew).Open(server.Id, Cancel)).Value));
        // Back, so that who shares the database still opens theirs.
        await Vault(old, anew).SealAnew(Cancel);
        Assert.Equal(before, Values((await Vault(old).Open(server.Id, Cancel)).Value));
    }

    [Fact]
    public async Task Those_to_come_stand_beside_the_ones_that_are_until_they_take_their_place()
    {
        var server = await desk.Rent(boots: false);
        var vault = Vault(old);
        var before = Values((await vault.Open(server.Id, Cancel)).Value);
        Assert.Null(await vault.OpenNext(server.Id, Cancel));
        await vault.MakeNext(server.Id, Cancel);
        var next = Values((await vault.OpenNext(server.Id, Cancel))!.Value);
        // Somebody who died behind it makes no others: the server may have these already.
        await vault.MakeNext(server.Id, Cancel);
        Assert.Equal(next, Values((await vault.OpenNext(server.Id, Cancel))!.Value));
        Assert.Equal(before, Values((await vault.Open(server.Id, Cancel)).Value));

        await vault.TakeNext(server.Id, Cancel);
        await vault.TakeNext(server.Id, Cancel);
        Assert.Equal(next, Values((await vault.Open(server.Id, Cancel)).Value));
        Assert.Null(await vault.OpenNext(server.Id, Cancel));
        Assert.Empty(before.Intersect(next));
    }

    [Theory]
    [InlineData("", true, "openssl rand -base64 32")]
    [InlineData("", false, null)]
    [InlineData("c2hvcnQ=", true, "is not base64 of 32 bytes")]
    [InlineData("not base64!", true, "is not base64 of 32 bytes")]
    public void A_key_that_is_missing_or_none_is_told_at_the_start_with_how_to_make_one(string key, bool isNeeded, string? problem)
    {
        var problems = new SecretsOptions { Key = key, IsNeeded = isNeeded }.Problems.ToList();
        if (problem is null) Assert.Empty(problems);
        else Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }
}
