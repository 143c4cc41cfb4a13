using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

public sealed record SyncRoutes : ICommand<SyncRoutes, RoutesSynced>
{
    public static Spec Spec { get; } = new("route sync", "Make the proxy's routes as they should be, now")
    {
        Doing = "Syncing", Examples = ["/route sync"],
    };
}

public sealed record RoutesSynced(int Routes, int Changes, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is not null ? "The routes were not synced"
        : Changes == 0 ? "The proxy was as it should be" : $"{Several.Of(Changes, "route", "routes")} put right on the proxy")
    {
        Tone = Error is null ? Tone.Good : Tone.Bad, Audience = Audience.Room,
        Parts = Error is not null ? [new Notice(Tone.Bad, Error)]
            : [new Paragraph($"It carries {Several.Of(Routes, "route", "routes")} of ours. Those of others were left alone.")],
        Buttons = Error is not null ? [new Button("Sync again", "/route sync") { Look = Look.Primary }, new Button("Check", "/route check")]
            : [new Button("Check", "/route check"), new Button("Routes", "/route list")],
    };
}

/// <summary>What came of it.</summary>
sealed record SyncMemo
{
    public int Routes { get; init; }

    public int Changes { get; init; }
}

sealed class SyncRoutesHandler(RouteKeeper keeper, CaddyAdmin caddy)
    : IHandle<SyncRoutes, RoutesSynced>, ILongWork<SyncRoutes, SyncMemo, RoutesSynced>
{
    public Task<Result<Plan>> Plan(SyncRoutes command, Work work, CancellationToken cancel) => Task.FromResult<Result<Plan>>(caddy.IsOn
        ? new Plan(new("routes", Guid.Empty, "the routes"), "Make the proxy's routes as they should be")
        {
            Affects = new(Impact.Gain, "Visitors of routes that are not as they should be; nobody else."),
            Undo = Undo.Needless("What should be stays as it is."),
        }
        : new Refusal(ProxySight.Off));

    public Task<Result<RoutesSynced>> Handle(SyncRoutes command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<RoutesSynced>>(new RoutesSynced(0, 0));

    public string? SerialKey(SyncRoutes command, Target target) => SyncRoutes.Spec.Command;

    public IReadOnlyList<Step<SyncRoutes, SyncMemo>> Steps =>
    [
        new("Compare and put right", async (_, run, cancel) =>
        {
            if ((await keeper.Round(cancel)).Failed(out var kept, out var fault))
                return fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);
            run.Memo = new() { Routes = kept.Routes, Changes = run.Memo.Changes + kept.Changes };
            return StepResult.Next;
        }),
    ];

    public Task<Result<RoutesSynced>> Finish(SyncRoutes command, JobRun<SyncMemo> run, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<RoutesSynced>>(new RoutesSynced(run.Memo.Routes, run.Memo.Changes));

    public Task<RoutesSynced> GiveUp(SyncRoutes command, JobRun<SyncMemo> run, string error, Work work, CancellationToken cancel) =>
        Task.FromResult(new RoutesSynced(0, 0, error));
}
