using System.Net;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record RemoveServerIp(
    [Arg("which server")] ServerId Server,
    [Arg("the address", MaxLength = 45, Words = typeof(FloatingIpWords))] string Ip) : ICommand<RemoveServerIp, ServerIpRemoved>, IOnServer
{
    public static Spec Spec { get; } = new("vps ip remove", "Take an address away from a server that it was given beside its own")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Taking an address away from", Verb = "Take it away",
        Examples = ["/vps ip remove acme 203.0.113.7 reason:\"not needed any more\""],
    };
}

public sealed record ServerIpRemoved(string Name, string Ip, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} answers at {Ip} no more")
        {
            Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph("The address is given back and costs nothing any more.")],
            Buttons = [new Button("Show", $"/vps show {Name}")],
        }
        : new($"{Ip} was not taken away from {Name}")
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = [new Notice(Tone.Bad, Error)],
            Buttons =
            [
                new Button("Retry", $"/vps ip remove {Name} {Ip}") { Look = Look.Primary }, new Button("Show", $"/vps show {Name}"),
            ],
        };
}

/// <summary>Addresses that servers were given beside their own.</summary>
sealed class FloatingIpWords : IWords
{
    public Task<IReadOnlyList<string>> Fitting(NpgsqlConnection db, string text, int limit, CancellationToken cancel) => db.List<string>(
        """
        select host(ip) from floating_ips where removed_at is null and strpos(host(ip), lower(@text)) > 0 order by added_at desc limit @limit
        """, new { text, limit }, cancel);
}

sealed record RemovedAddressMemo
{
    public string? ProviderId { get; init; }

    public string Ip { get; init; } = "";
}

sealed class RemoveServerIpHandler(NpgsqlDataSource source, IProvider provider, INode node, ServerNodes nodes)
    : IMoveServer<RemoveServerIp, RemovedAddressMemo, ServerIpRemoved>
{
    sealed record Given(string ProviderId, string Ip, long? PriceMinor, string? Currency);

    public Move<ServerState> Move => ServerLife.Change;

    public async ValueTask<Result<Plan>> Foresee(RemoveServerIp command, Server server, Work work, CancellationToken cancel)
    {
        if (await Find(command, work, cancel) is not { } given)
            return new Refusal($"{server.Name} was given no address {Excerpt.Of(command.Ip)} beside its own.")
            {
                WaysOn = [new("Show", $"/vps show {server.Name}")],
            };
        var price = given.PriceMinor is { } minor ? new Money(minor, Currency.Of(given.Currency!)).ToString() : "something";
        return server.Plan($"Take {given.Ip} away from {server.Name}") with
        {
            Changes = [new("A month", price, "nothing")],
            Affects = new(Impact.Loss, $"Everybody who uses {given.Ip}. Look first whether a name in DNS still leads there."),
            Undo = Undo.Never("The address is given back and may be another's tomorrow."),
        };
    }

    public RemovedAddressMemo Remember(RemoveServerIp command, Work work) => new() { Ip = command.Ip };

    public IReadOnlyList<Step<RemoveServerIp, RemovedAddressMemo>> Steps =>
    [
        new("See whose it is", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            await using var db = await source.OpenConnectionAsync(cancel);
            var given = await Find(command, db, cancel);
            if ((await provider.Addresses(Rented.LabelName, server.Label, cancel)).Failed(out var ours, out var fault)) return fault.Step();
            // One that is gone already, or carries another label by now, is not among ours, and is not asked for.
            run.Memo = run.Memo with { ProviderId = ours.FirstOrDefault(one => one.Id == given?.ProviderId)?.Id };
            return StepResult.Next;
        }) { OnlyLooks = true },
        new("Tell the server of it", async (command, run, cancel) =>
            (await nodes.Of(command.Server, cancel)).Failed(out var target, out var refusal) ? new StepResult.Failed(refusal.Sentence)
                : (await node.ConfigureIp(target, run.Memo.Ip, IpChange.Remove, cancel)).Failed(out _, out var fault) ? fault.Result()
                : StepResult.Next)
        {
            Undo = async (command, run, cancel) => run.Memo.ProviderId is null ? StepResult.Next
                : (await nodes.Of(command.Server, cancel)).Failed(out var target, out var refusal) ? new StepResult.Failed(refusal.Sentence)
                : (await node.ConfigureIp(target, run.Memo.Ip, IpChange.Add, cancel)).Failed(out _, out var fault) ? fault.Result()
                : StepResult.Next,
        },
        new("Give it back", async (command, run, cancel) => run.Memo.ProviderId is not { } id ? StepResult.Next
            : (await provider.RemoveAddress(id, cancel)).Failed(out _, out var fault) && fault.Trouble != ProviderTrouble.Gone
                ? fault.Step() : StepResult.Next),
    ];

    static Task<Given?> Find(RemoveServerIp command, Work work, CancellationToken cancel) => Find(command, work.Db, cancel);

    static async Task<Given?> Find(RemoveServerIp command, NpgsqlConnection db, CancellationToken cancel) =>
        !IPAddress.TryParse(command.Ip, out var ip) ? null : await db.Find<Given>(
            """
            select provider_id, host(ip) as ip, price_minor, currency
            from   floating_ips
            where  server_id = @Server and ip = @Ip::inet and removed_at is null
            """, new { command.Server, Ip = ip.ToString() }, cancel);

    public Task Keep(RemoveServerIp command, Server server, JobRun<RemovedAddressMemo> run, Work work, CancellationToken cancel) =>
        work.Execute("update floating_ips set removed_at = @Now where server_id = @Server and ip = @Ip::inet and removed_at is null",
            new { command.Server, run.Memo.Ip, work.Now }, cancel);

    public ServerIpRemoved Answer(Server server, RemovedAddressMemo memo, string? error) => new(server.Name, memo.Ip, error);
}
