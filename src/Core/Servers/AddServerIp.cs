using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record AddServerIp(
    [Arg("which server")] ServerId Server,
    [Arg("IPv4 or IPv6")] IpFamily Family = IpFamily.V4) : ICommand<AddServerIp, ServerIpAdded>, IOnServer
{
    public static Spec Spec { get; } = new("vps ip add", "Give a server one more address, which can be taken away again")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Adding an address to", Verb = "Add an address",
        Examples = ["/vps ip add acme reason:\"a sender of their own\"", "/vps ip add acme v6"],
    };
}

public sealed record ServerIpAdded(string Name, string? Ip, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} answers at {Ip}, too")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("The address leads to the server, and the server knows of it.")],
            Buttons =
            [
                new Button("Show", $"/vps show {Name}"), .. Ip.IfAny(ip => new Button("Remove it again", $"/vps ip remove {Name} {ip}")),
            ],
        }
        : ServerFaults.Reply($"{Name} got no address", Error, Name, "ip add");
}

/// <summary>What was ordered, and what it costs a month.</summary>
sealed record AddressMemo
{
    public long? PriceMinor { get; init; }

    public string? Currency { get; init; }

    public string? Id { get; init; }

    public string? Ip { get; init; }
}

sealed class AddServerIpHandler(NpgsqlDataSource source, IProvider provider, INode node, ServerNodes nodes)
    : IMoveServer<AddServerIp, AddressMemo, ServerIpAdded>, ILookOutside<AddServerIp, Tariff>
{
    /// <summary>Beside our label, whose value is the server's: for which job it was ordered, so that it is ordered once.</summary>
    const string OrderedFor = "opsbot-order";

    static readonly TimeSpan soon = TimeSpan.FromSeconds(2);

    public Move<ServerState> Move => ServerLife.Change;

    public string Whom => provider.Called;

    public Task<Looking<Tariff>?> Aim(AddServerIp command, NpgsqlConnection db, CancellationToken cancel) =>
        Task.FromResult<Looking<Tariff>?>(async within =>
            (await provider.Tariff(Urgency.Job, within)).Failed(out var tariff, out var fault) ? new Refusal(fault.Sentence) : tariff);

    public ValueTask<Result<Plan>> Foresee(AddServerIp command, Server server, Work work, CancellationToken cancel)
    {
        if (work.Seen<Tariff>().Failed(out var tariff, out var blind))
            return new(new Refusal($"What an address costs is not known, so none is ordered: {blind.Sentence}"));
        if (tariff.Address(CostKind.FloatingIp, command.Family, server.Region) is not { } price)
            return new(new Refusal($"{provider.Called} sells no such address in {server.Region}."));
        return new(server.Plan($"Give {server.Name} one more address") with
        {
            Amount = price, Changes = [new("A month", "nothing", $"{price} more")],
            Affects = new(Impact.None, "Nobody: the server keeps the addresses that it has."),
            Undo = Undo.ByHand("Take it away again with /vps ip remove."),
        });
    }

    public AddressMemo Remember(AddServerIp command, Work work) =>
        new() { PriceMinor = work.Plan!.Amount?.Minor, Currency = work.Plan.Amount?.Currency.Code };

    public IReadOnlyList<Step<AddServerIp, AddressMemo>> Steps =>
    [
        new("Order the address", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
            if (server.NotOurs(machine) is { } no) return no;
            if ((await provider.Addresses(OrderedFor, Order(run), cancel)).Failed(out var ordered, out fault)) return fault.Step();
            if (ordered is not [var address, ..])
            {
                var labels = new Dictionary<string, string> { [Rented.LabelName] = server.Label, [OrderedFor] = Order(run) };
                if ((await provider.AddAddress(server.ProviderId, command.Family, labels, cancel)).Failed(out var begun, out fault))
                    return fault.Step();
                address = begun.Address;
            }
            run.Memo = run.Memo with { Id = address.Id, Ip = address.Ip };
            return StepResult.Next;
        })
        {
            Undo = async (command, run, cancel) =>
            {
                if ((await provider.Addresses(OrderedFor, Order(run), cancel)).Failed(out var ordered, out var fault)) return fault.Step();
                foreach (var address in ordered)
                    if ((await provider.RemoveAddress(address.Id, cancel)).Failed(out _, out fault)
                        && fault.Trouble != ProviderTrouble.Gone)
                        return fault.Step();
                return StepResult.Next;
            },
        },
        new("See that it leads to the server", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            if ((await provider.Addresses(OrderedFor, Order(run), cancel)).Failed(out var ordered, out var fault)) return fault.Step();
            return ordered is not [var address, ..] ? new StepResult.Failed("It is not there any more: somebody deleted it.")
                : address.ServerId == server.ProviderId ? StepResult.Next : new StepResult.LookAgain(soon);
        })
        {
            Patience = TimeSpan.FromMinutes(5), Late = "It did not lead to the server", OnlyLooks = true,
        },
        new("Tell the server of it", (command, run, cancel) => Configure(command, run, IpChange.Add, cancel))
        {
            Undo = (command, run, cancel) => Configure(command, run, IpChange.Remove, cancel),
        },
    ];

    static string Order(JobRun run) => run.Id.ToString("n");

    async Task<StepResult> Configure(AddServerIp command, JobRun<AddressMemo> run, IpChange change, CancellationToken cancel) =>
        (await nodes.Of(command.Server, cancel)).Failed(out var target, out var refusal) ? new StepResult.Failed(refusal.Sentence)
            : (await node.ConfigureIp(target, run.Memo.Ip!, change, cancel)).Failed(out _, out var fault) ? fault.Result()
            : StepResult.Next;

    public Task Keep(AddServerIp command, Server server, JobRun<AddressMemo> run, Work work, CancellationToken cancel) => work.Execute(
        """
        insert into floating_ips (id, server_id, provider, provider_id, ip, price_minor, currency, added_at)
        values (@Key, @Server, @Name, @Id, @Ip::inet, @PriceMinor, @Currency, @Now)
        """,
        new
        {
            Key = Guid.CreateVersion7(work.Now), command.Server, provider.Name, run.Memo.Id, run.Memo.Ip, run.Memo.PriceMinor,
            run.Memo.Currency, work.Now,
        }, cancel);

    public ServerIpAdded Answer(Server server, AddressMemo memo, string? error) => new(server.Name, memo.Ip, error);
}
