using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record PowerOnServer([Arg("server to power on")] ServerId Server) : ICommand<PowerOnServer, ServerPoweredOn>, IOnServer
{
    public static Spec Spec { get; } = new("vps power-on", "Power a server on that is off")
    {
        Doing = "Powering on", Examples = ["/vps power-on acme"],
    };
}

public sealed record ServerPoweredOn(string Name, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} is on")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("The server runs. Its services come up by themselves, which takes a minute or so.")],
            Buttons = [new Button("Show", $"/vps show {Name}")],
        }
        : ServerFaults.Reply($"{Name} was not powered on", Error, Name, "power-on");
}

/// <summary>What was begun at the provider, so that it is asked after and not begun twice.</summary>
record PowerMemo
{
    public string? Action { get; init; }
}

static class PowerMemory
{
    extension<TMemo>(JobRun<TMemo> run) where TMemo : PowerMemo
    {
        public ActionMemory Begun => new(() => run.Memo.Action, action => run.Memo = run.Memo with { Action = action });
    }
}

sealed class PowerOnServerHandler(NpgsqlDataSource source, Machines machines, IProvider provider)
    : IMoveServer<PowerOnServer, PowerMemo, ServerPoweredOn>
{
    public Move<ServerState> Move => ServerLife.PowerOn;

    public ValueTask<Result<Plan>> Foresee(PowerOnServer command, Server server, Work work, CancellationToken cancel) =>
        new(server.Plan($"Power on {server.Name}") with
        {
            Changes = [new("State", server.State.Words(), "running")],
            Affects = new(Impact.Gain, $"{server.OrganizationName ?? "Everybody who uses it"} gets it back."),
            Undo = Undo.By("Power it off again with", $"/vps power-off {server.Name}"),
        });

    public IReadOnlyList<Step<PowerOnServer, PowerMemo>> Steps =>
    [
        new("Power it on", async (command, run, cancel) =>
        {
            var server = await source.Rented(command.Server, cancel);
            return await machines.Bring(server, machine => machine.State == MachineState.Running,
                () => provider.Do(server.ProviderId, MachineAct.PowerOn, cancel), run.Begun, cancel);
        })
        {
            Patience = TimeSpan.FromMinutes(5), Late = "It did not come up",
        },
    ];

    public ServerPoweredOn Answer(Server server, PowerMemo memo, string? error) => new(server.Name, error);
}
