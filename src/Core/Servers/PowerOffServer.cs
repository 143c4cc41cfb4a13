using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record PowerOffServer([Arg("server to power off")] ServerId Server) : ICommand<PowerOffServer, ServerPoweredOff>, IOnServer
{
    public static Spec Spec { get; } = new("vps power-off", "Shut a server down; it costs on until it is deleted")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Powering off", Examples = ["/vps power-off acme reason:\"under attack\""],
    };
}

public sealed record ServerPoweredOff(string Name, bool Hard, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Name} is off")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts =
            [
                new Paragraph("Nobody can reach it until it is powered on again. It costs on meanwhile."),
                .. new Notice(Tone.Warning, "It did not shut down within 90 s, so its power was cut.").If(Hard),
            ],
            Buttons =
            [
                new Button("Power on again", $"/vps power-on {Name}") { Look = Look.Primary }, new Button("Show", $"/vps show {Name}"),
            ],
        }
        : ServerFaults.Reply($"{Name} was not powered off", Error, Name, "power-off");
}

sealed record PowerOffMemo : PowerMemo
{
    /// <summary>It did not shut down when it was asked.</summary>
    public bool Hard { get; init; }

    /// <summary>By which it is being brought back on, where the job was called off.</summary>
    public string? Back { get; init; }
}

sealed class PowerOffServerHandler(NpgsqlDataSource source, Machines machines, IProvider provider, TimeProvider time)
    : IMoveServer<PowerOffServer, PowerOffMemo, ServerPoweredOff>
{
    static readonly TimeSpan grace = TimeSpan.FromSeconds(90);
    static readonly TimeSpan soon = TimeSpan.FromSeconds(5);

    public Move<ServerState> Move => ServerLife.PowerOff;

    public ValueTask<Result<Plan>> Foresee(PowerOffServer command, Server server, Work work, CancellationToken cancel) =>
        new(server.Plan($"Power off {server.Name}") with
        {
            Changes = [new("State", "running", "off")],
            Affects = new(Impact.Loss, server.OrganizationName is { } organization
                ? $"Everybody who uses {organization}." : "Everybody who uses it."),
            Undo = Undo.By("Power it on again with", $"/vps power-on {server.Name}"),
        });

    public IReadOnlyList<Step<PowerOffServer, PowerOffMemo>> Steps =>
    [
        new("Ask it to shut down", async (command, run, cancel) =>
        {
            var went = await Off(command, run, MachineAct.Shutdown, cancel);
            if (went is not StepResult.LookAgain || time.GetUtcNow() - run.StepStartedAt < grace) return went;
            run.Memo = run.Memo with { Hard = true, Action = null };
            return StepResult.Next;
        }) { Undo = BackOn },
        new("See that it is off, else cut its power", (command, run, cancel) => Off(command, run, MachineAct.PowerOff, cancel))
        {
            Patience = TimeSpan.FromMinutes(5), Late = "It did not go off", Undo = BackOn,
        },
    ];

    async Task<StepResult> Off(PowerOffServer command, JobRun<PowerOffMemo> run, MachineAct act, CancellationToken cancel)
    {
        var server = await source.Rented(command.Server, cancel);
        return await machines.Bring(server, machine => machine.State == MachineState.Off,
            () => provider.Do(server.ProviderId, act, cancel), run.Begun, cancel);
    }

    async Task<StepResult> BackOn(PowerOffServer command, JobRun<PowerOffMemo> run, CancellationToken cancel)
    {
        var server = await source.Rented(command.Server, cancel);
        if ((await provider.Get(server.ProviderId, cancel)).Failed(out var machine, out var fault)) return fault.Step();
        // It runs on while it shuts down, and would be off a moment after it was left as it is.
        if (run.Memo is { Action: not null, Back: null } && machine.State == MachineState.Running
            && time.GetUtcNow() - run.StepStartedAt < grace)
            return new StepResult.LookAgain(soon, "It was asked to shut down, and may still do so.");
        return await machines.Bring(server, machine => machine.State == MachineState.Running,
            () => provider.Do(server.ProviderId, MachineAct.PowerOn, cancel),
            new(() => run.Memo.Back, action => run.Memo = run.Memo with { Back = action }), cancel);
    }

    public ServerPoweredOff Answer(Server server, PowerOffMemo memo, string? error) => new(server.Name, memo.Hard, error);
}
