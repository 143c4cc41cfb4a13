using Npgsql;
using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ReconcileInstances(
    [Arg("only what is on this host; all hosts without it")] ServerId? Host = null) : ICommand<ReconcileInstances, InstancesReconciled>
{
    public static Spec Spec { get; } = new("instance reconcile", "Compare instances with what their hosts say, and write down what differs")
    {
        Needs = Role.Admin, Doing = "Comparing", Examples = ["/instance reconcile --dry-run", "/instance reconcile fsn1-01"],
    };
}

/// <summary>What differed at first, and what still does.</summary>
public sealed record InstancesReconciled(int Differed, int Differ, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is not null ? "The instances were not compared"
        : Differed == 0 ? "All instances are as their hosts say" : $"{Several.Of(Differed, "instance", "instances")} looked at again")
    {
        Tone = Error is not null ? Tone.Bad : Differ > 0 ? Tone.Warning : Tone.Good, Audience = Audience.Room,
        Parts = Error is not null ? [new Notice(Tone.Bad, Error)]
            : [new Paragraph(Differed == 0 ? "Nothing was to be written down."
                : Differ == 0 ? "What their hosts said twice is written down." : $"{Differ} of them differ and are left as they are.")],
        Buttons = [new Button("Instances", "/instance list"), new Button("Failed", "/instance failed")],
    };
}

/// <summary>Which hosts are looked at a second time, and how many instances differed.</summary>
sealed record ReconcileMemo
{
    public IReadOnlyList<Guid> Again { get; init; } = [];

    public int Differed { get; init; }

    public int Differ { get; init; }
}

/// <summary>What differs, and which hosts could not be asked.</summary>
public sealed record HostsCompared(IReadOnlyList<Difference> Differences, IReadOnlyList<string> Away);

sealed class ReconcileInstancesHandler(HostWatch watch) : IHandle<ReconcileInstances, InstancesReconciled>,
    ILookOutside<ReconcileInstances, HostsCompared>, ILongWork<ReconcileInstances, ReconcileMemo, InstancesReconciled>
{
    const int Shown = 20;

    public string Whom => "A host";

    public Task<Looking<HostsCompared>?> Aim(ReconcileInstances command, NpgsqlConnection db, CancellationToken cancel) =>
        Task.FromResult<Looking<HostsCompared>?>(async within => await watch.Compare(Only(command), within));

    public async Task<Result<Plan>> Plan(ReconcileInstances command, Work work, CancellationToken cancel)
    {
        var label = "all hosts";
        if (command.Host is { } host)
        {
            if (await work.Find<string>(
                "select name from servers where id = @host and purpose = 'host'", new { host }, cancel) is not { } name)
                return new Refusal("That is no host: no instances run on it.") { WaysOn = [new("Hosts", "/vps list purpose:host")] };
            label = name;
        }
        if (work.Seen<HostsCompared>().Failed(out var seen, out var blind)) return blind;
        return new Plan(new("instances", command.Host?.Value ?? Guid.Empty, $"the instances on {label}"), Effect(seen))
        {
            Changes = [.. seen.Differences.Take(Shown).Select(one => one.Change)],
            Affects = new(Impact.Told, "Whoever reads how instances are. No container is touched."),
            Undo = Undo.Needless("What their hosts say of them later is written down as well."),
        };
    }

    static string Effect(HostsCompared seen) =>
        (seen.Differences.Count == 0 ? "Nothing differs, so nothing would be written down"
            : $"Look a second time, and write down what {Several.Of(seen.Differences.Count, "instance is", "instances are")}")
        + (seen.Away.Count == 0 ? "" : $"; {Several.InOneSentence(seen.Away)} did not answer");

    public Task<Result<InstancesReconciled>> Handle(ReconcileInstances command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<InstancesReconciled>>(new InstancesReconciled(0, 0));

    public string? SerialKey(ReconcileInstances command, Target target) => ReconcileInstances.Spec.Command;

    public IReadOnlyList<Step<ReconcileInstances, ReconcileMemo>> Steps =>
    [
        new("Look at the hosts", async (command, run, cancel) =>
        {
            var before = await watch.Compare(Only(command), cancel);
            var again = await watch.Look(Only(command), cancel);
            run.Memo = new() { Differed = before.Differences.Count, Again = [.. again.Select(one => one.Value)] };
            return StepResult.Next;
        }),
        // Nothing is believed before a second look, as the duty has it.
        new("Look a second time", async (command, run, cancel) =>
        {
            if (run.Memo.Again.Count == 0) return StepResult.Next;
            if (watch.IsTooSoon(run.StepStartedAt))
                return new StepResult.LookAgain(HostWatch.Apart, "Nothing is believed before a second look.");
            await watch.Look([.. run.Memo.Again.Select(ServerId.Of)], cancel);
            run.Memo = run.Memo with { Differ = (await watch.Compare(Only(command), cancel)).Differences.Count };
            return StepResult.Next;
        }),
    ];

    public Task<Result<InstancesReconciled>> Finish(
        ReconcileInstances command, JobRun<ReconcileMemo> run, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<InstancesReconciled>>(new InstancesReconciled(run.Memo.Differed, run.Memo.Differ));

    public Task<InstancesReconciled> GiveUp(
        ReconcileInstances command, JobRun<ReconcileMemo> run, string error, Work work, CancellationToken cancel) =>
        Task.FromResult(new InstancesReconciled(0, 0, error));

    static IReadOnlyCollection<ServerId>? Only(ReconcileInstances command) => command.Host is { } host ? [host] : null;
}
