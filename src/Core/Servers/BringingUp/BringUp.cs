using System.Net;
using Microsoft.Extensions.Options;
using OpsBot.Core.Audit;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers.Nodes;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.BringingUp;

/// <summary>Brings up the server that an organization has ordered, until its address leads to services that answer.</summary>
sealed class BringUp(
    ServerOrdering ordering, ServerOrders orders, IProvider provider, Machines machines, ServiceTest test, SecretRotation rotation,
    Transactions transactions, IOptions<ServersOptions> servers, IOptions<RoutingOptions> routing)
{
    public const string Choosing = "Choose type and place", Creating = "Create the server";

    // With growing pauses, about a quarter of an hour: as long as a provider is away on a bad day.
    const int ManyTries = 12;

    static readonly TimeSpan untilItRuns = TimeSpan.FromMinutes(20);

    /// <summary>
    /// What a failure leaves is for somebody to look at. Who cancels gets all of it taken back, with the server it was done to.
    /// </summary>
    public IReadOnlyList<Step<TCommand, BringUpMemo>> Steps<TCommand>(
        Move<OrganizationState> move)
        where TCommand : class, ICommand<TCommand, OrganizationUp> =>
    [
        new(Choosing, (_, run, cancel) => ordering.Choose(run, cancel))
        {
            OnlyLooks = true, Patience = ServerOrdering.Patience, Late = "It could not be had",
        },
        new(Creating, (_, run, cancel) => ordering.Create(run, cancel))
        {
            LookUp = (_, run, cancel) => ordering.LookUp(run, cancel), Undo = (_, run, cancel) => ordering.TakeBack(run, cancel),
            StaysWhenFailed = true, Tries = ManyTries, Patience = ServerOrdering.Patience, Late = "It could not be had",
        },
        new("Wait until it runs", async (_, run, cancel) =>
            await Run(run, cancel) is var up && up is not StepResult.Done ? up : await Deploying(TCommand.Spec.Command, move, run, cancel))
        {
            OnlyLooks = true, Tries = ManyTries, Patience = untilItRuns, Late = "It did not run",
        },
        new("Wait for its first sign of life", (_, run, cancel) => On(run, test.FirstSign, cancel))
        {
            OnlyLooks = true, Patience = ServiceTest.FirstSignPatience, Late = ServiceTest.FirstSignLate,
        },
        new("Test its services", (_, run, cancel) => On(run, test.AllAnswer, cancel))
        {
            OnlyLooks = true, Patience = ServiceTest.Patience, Late = ServiceTest.Late,
        },
        new("Change the first-boot secrets", (_, run, cancel) => On(run, rotation.Rotate, cancel))
        {
            LookUp = async (_, run, cancel) => await On(run, rotation.Rotate, cancel),
            OnlyLooks = true, Patience = SecretRotation.Patience, Late = SecretRotation.Late,
        },
        new("Open its route", (_, run, cancel) => OpenRoute(run, cancel)) { Undo = (_, run, cancel) => CloseRoute(run, cancel) },
    ];

    static OrganizationId Of(JobRun run) => new(run.Target.Id);

    /// <summary>It runs, and nobody deletes it by mistake.</summary>
    async Task<StepResult> Run(JobRun<BringUpMemo> run, CancellationToken cancel)
    {
        if (await ordering.Of(run, cancel) is not { ProviderId: { } id } order) return ServerOrdering.TakenOver(run);
        var server = new Rented(order.Name, id, order.Label);
        var up = await machines.Bring(
            server, machine => machine.State == MachineState.Running, () => provider.Do(id, MachineAct.PowerOn, cancel),
            new(() => run.Memo.Starting, action => run.Memo = run.Memo with { Starting = action }), cancel);
        return up is not StepResult.Done ? up : await machines.Bring(
            server, machine => machine.IsProtected, () => provider.Do(id, MachineAct.Protect, cancel),
            new(() => run.Memo.Protecting, action => run.Memo = run.Memo with { Protecting = action }), cancel);
    }

    Task<StepResult> Deploying(string operation, Move<OrganizationState> move, JobRun run, CancellationToken cancel) =>
        Within(run, async work =>
        {
            var organization = await Organization.Get(work.Db, Of(run), cancel);
            if (organization.State == OrganizationState.Deploying) return null;
            if (!await work.Pass(organization.Id, move, OrganizationState.Deploying, cancel))
                return $"Something else took {organization.Slug} over meanwhile: it is {organization.State.Words()} now.";
            await work.Audit(Execution.Entry(work, operation, AuditOutcome.Started) with
            {
                Target = organization.Target, Detail = $"The server of {organization.Slug} runs: its services are deployed now.",
            }, cancel);
            return null;
        }, cancel);

    async Task<StepResult> On(
        JobRun<BringUpMemo> run, Func<ServerId, CancellationToken, Task<StepResult>> look, CancellationToken cancel) =>
        await ordering.Of(run, cancel) is { } order ? await look(order.Id, cancel) : ServerOrdering.TakenOver(run);

    Task<StepResult> OpenRoute(JobRun run, CancellationToken cancel) => Within(run, async work =>
    {
        if (await Server.Of(work.Db, Of(run), cancel) is not { } server || (server.V4 ?? server.V6) is not { } address)
            return $"The server of {run.Target.Label} has no address that a route could lead to.";
        // The names of its own that it had before are its own still.
        var hosts = await work.Find<string[]>(
            """
            select coalesce((select hosts from routes where organization_id = @Id),
                            (select   hosts
                             from     snapshots
                             where    organization_id = @Id and made_for = 'goodbye'
                             order by created_at desc
                             limit    1))
            """, new { run.Target.Id }, cancel);
        return (await work.OpenRoute(Of(run), IPAddress.Parse(address), servers.Value.Ports.Web, hosts ?? [], cancel)).Fault?.Sentence;
    }, cancel);

    Task<StepResult> CloseRoute(JobRun<BringUpMemo> run, CancellationToken cancel) => Within(run, async work =>
    {
        if (!run.Memo.HadRoute) await work.RemoveRoute(Of(run), cancel);
        return null;
    }, cancel);

    /// <summary>As a part of the command, in a transaction of its own; what keeps it from being done is said, and nothing was.</summary>
    async Task<StepResult> Within(JobRun run, Func<Work, Task<string?>> change, CancellationToken cancel)
    {
        await using var work = await transactions.Begin(Actor.OpsBot("jobs"), run.Trail, cancel);
        await work.Lock(run.Target, cancel);
        if (await change(work) is { } error) return new StepResult.Failed(error);
        await work.Commit(cancel);
        return StepResult.Next;
    }

    public async Task<Result<OrganizationUp>> Finish(
        Move<OrganizationState> move, JobRun<BringUpMemo> run, Work work, CancellationToken cancel)
    {
        if (await work.End(Of(run), move, cancel) is { } lost) return lost;
        if (!await ServerOrders.CameUp(work, Of(run), cancel))
            return new Refusal(ServerOrdering.TakenOver(run).Error);
        return await Answer(Of(run), null, work, cancel);
    }

    public async Task<OrganizationUp> GiveUp(
        Move<OrganizationState> move, bool keep, JobRun<BringUpMemo> run, string error, Work work, CancellationToken cancel)
    {
        if (await work.Find<string>("select name from job_steps where job_id = @Id and state = 'failed' and not undo", run, cancel)
            is { } step) error = $"At “{step}”: {error}";
        error = await work.GiveUp(Of(run), move, run.IsUndone ? Fallback.GoBack : move.Otherwise, error, cancel);
        if (run.IsUndone && !run.Memo.HadServer) await orders.CallOff(work, Of(run), cancel);
        else await ServerOrders.GiveUp(work, Of(run), error, keep, cancel);
        return await Answer(Of(run), error, work, cancel);
    }

    async Task<OrganizationUp> Answer(OrganizationId id, string? error, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, id, cancel);
        return new OrganizationUp(organization.Slug, organization.State, error)
        {
            Server = await Server.Of(work.Db, id, cancel), Addresses = RoutePattern.Parse(routing.Value.Pattern),
            IsRouted = routing.Value.IsOn,
        };
    }
}
