using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record RestartInstance([Arg("instance to restart")] InstanceId Instance) : ICommand<RestartInstance, InstanceRestarted>
{
    public static Spec Spec { get; } = new("instance restart", "Restart an instance; a failed one needs no reason")
    {
        Guard = Guard.Reason, Examples = ["/instance restart acme-prod"],
    };
}

public sealed record InstanceRestarted(string Slug, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Slug} was restarted")
        {
            Tone = Tone.Good, Audience = Audience.Room,
            Parts = [new Paragraph("It is running and answers.")],
            Buttons = [new Button("Logs", $"/instance logs {Slug}"), new Button("Show", $"/instance show {Slug}")],
        }
        : InstanceFaults.Reply($"{Slug} was not restarted", Error, Slug, "restart");
}

sealed class RestartInstanceHandler(NpgsqlDataSource source, ComingUp comingUp, IRuntime runtime, Catalog catalog)
    : IHandle<RestartInstance, InstanceRestarted>, ILongWork<RestartInstance, InstanceRestarted>
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public async Task<Result<Plan>> Plan(RestartInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Instance, "restart", cancel)).Refused(out var instance, out var refusal)) return refusal;
        var failed = instance.State == InstanceState.Error;
        return new Plan(instance.Target, $"Restart {instance.Slug}")
        {
            TargetVersion = instance.Version, Tier = instance.Tier.Snake(),
            Changes = failed ? [new("State", "error", "running")] : [new("State", "running", "running, after a short break")],
            Affects = failed ? $"{instance.OrganizationName} gets it back." : $"Everybody who uses {instance.Url} waits for a minute or so.",
            Undo = "A restart can't be undone, and needs no undoing.",
            // It is broken already: nothing is taken from anybody.
            Guard = failed ? Guard.None : null,
        };
    }

    public async Task<Result<InstanceRestarted>> Handle(RestartInstance command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Instance, "restart", cancel)).Refused(out var instance, out var refusal)) return refusal;
        await work.Queue(catalog, command, instance.Target, InstanceFaults.First($"Restarting {instance.Slug}", Steps), cancel);
        return new InstanceRestarted(instance.Slug);
    }

    public IReadOnlyList<Step<RestartInstance>> Steps =>
    [
        new("Note when it last started", async (command, run, cancel) =>
        {
            if ((await runtime.State((await source.Where(command.Instance, cancel)).Runtime, cancel)).Failed(out var state, out var fault)) return fault.Result();
            // After a crash the next step may run again; with this it restarts once.
            if (state.StartedAt is { } started) run.Note("seen start", started.ToString("O"));
            return StepResult.Next;
        }),
        new("Restart the container", async (command, run, cancel) =>
        {
            var on = (await source.Where(command.Instance, cancel)).Runtime;
            DateTimeOffset? seen = run.Notes.TryGetValue("seen start", out var noted) ? DateTimeOffset.Parse(noted, System.Globalization.CultureInfo.InvariantCulture) : null;
            if (!(await runtime.Restart(on, Grace, seen, cancel)).Failed(out _, out var fault)) return StepResult.Next;
            // An engine that ends a container and can't start it again has broken it, whatever it was before.
            if (!fault.MayPass && !(await runtime.State(on, cancel)).Failed(out var state, out _) && state.Phase != RuntimePhase.Running) run.Note("broken", state.Sentence);
            return fault.Result();
        }),
        new("Wait until it answers", (command, run, cancel) => comingUp.Look(command.Instance, run, cancel)),
    ];

    public async Task<Result<InstanceRestarted>> Finish(RestartInstance command, JobRun run, Work work, CancellationToken cancel) =>
        await work.End(command.Instance, InstanceState.Restarting, "come up", cancel) is { } lost
            ? lost : new InstanceRestarted(run.Target.Label);

    public async Task<InstanceRestarted> GiveUp(RestartInstance command, JobRun run, string error, Work work, CancellationToken cancel)
    {
        // A host that never answered was never asked to restart anything; a container that came back broken is broken.
        return new(run.Target.Label, run.Notes.ContainsKey("waiting since") || run.Notes.ContainsKey("broken")
            ? await work.Fail(command.Instance, InstanceState.Restarting, error, cancel)
            : await work.GoBack(command.Instance, InstanceState.Restarting, error, cancel));
    }
}
