using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record DeleteOrganization(
    [Arg("which organization")] OrganizationId Org,
    [Arg("keep a picture of its server's disk for 30 days", Named = true)] bool Snapshot = true)
    : ICommand<DeleteOrganization, OrganizationDeleted>
{
    public static Spec Spec { get; } = new("org delete", "Delete an organization with its server and all that is on it")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Deleting",
        Examples = ["/org delete acme reason:\"contract ended\"", "/org delete acme snapshot:no reason:\"they want nothing kept\""],
    };
}

sealed class DeleteOrganizationHandler(
    IProvider provider, DeleteSteps steps, SecretVault vault, IOptions<OrganizationsOptions> options)
    : IHandle<DeleteOrganization, OrganizationDeleted>, ILongWork<DeleteOrganization, DeleteMemo, OrganizationDeleted>,
        ILookOutside<DeleteOrganization, ServerThere>
{
    static Move<OrganizationState> Move => OrganizationLife.Delete;

    public string Whom => provider.Called;

    public IReadOnlyList<Step<DeleteOrganization, DeleteMemo>> Steps => steps.All;

    public string? SerialKey(DeleteOrganization command, Target target) => target.Key;

    public DateTimeOffset? StartsAt(DeleteOrganization command, Work work) => work.Now + options.Value.UndoWindow;

    public WayOn? CallOff(DeleteOrganization command, Target target) => new("Undo", $"/org undo {target.Label}");

    public async Task<IReadOnlyList<Target>> Locks(DeleteOrganization command, Work work, CancellationToken cancel) =>
        (await Server.Of(work.Db, command.Org, cancel)).IfAny(server => server.Target);

    public async Task<Looking<ServerThere>?> Aim(DeleteOrganization command, NpgsqlConnection db, CancellationToken cancel) =>
        await Server.Of(db, command.Org, cancel) is { } server ? within => provider.LookAt(server, within) : null;

    public async Task<Result<Plan>> Plan(DeleteOrganization command, Work work, CancellationToken cancel)
    {
        if ((await May(command, work, cancel)).Failed(out var organization, out var refusal)) return refusal;
        var server = await Server.Of(work.Db, command.Org, cancel);
        if (server is not null && !ServerLife.Delete.MayBegin(server.State)) return ServerLife.NotNow(server, ServerLife.Delete.Name);
        var there = new ServerThere(null, null);
        if (server is not null && work.Seen<ServerThere>().Failed(out there, out var blind))
            return new Refusal($"What would be deleted can't be seen now. {blind.Sentence}")
            {
                WaysOn = [new("Try again", $"/org delete {organization.Slug}"), new("Show", $"/org show {organization.Slug}")],
            };
        var keeps = command.Snapshot && there.Machine is not null;
        return organization.Plan($"Delete {organization.Slug} and all that is on its server") with
        {
            Changes =
            [
                new("State", organization.State.Words(), "deleted"),
                .. (await work.RouteOf(command.Org, cancel)).IfAny(route => new Change("Its address", route.Words(), "closed at once")),
                .. server.IfAny(one => new Change(
                    $"Server {one.Name}", there.Machine is null ? "gone already" : one.State.Words(), "deleted")),
                .. (server?.Price).IfAny(price => new Change("It costs a month", price.ToString(),
                    keeps ? $"up to {there.Picture} for its picture, for {Snapshots.Kept.InWords()}" : "nothing")),
                .. new Change("Hangs on it", Hanging(there.Machine), "removed with it").If(there.Machine is { Attached.Count: > 0 }),
            ],
            Affects = new(Impact.Loss, $"Everybody who uses {organization.Name}, at once."),
            Undo = keeps
                ? Undo.By($"For {Window} with /org undo {organization.Slug}; after that for {Snapshots.Kept.InWords()} rebuild it with",
                    $"/org undelete {organization.Slug}")
                : Undo.Never($"For {Window} it can be undone with /org undo {organization.Slug}. After that nothing of it is left."),
        };
    }

    string Window => options.Value.UndoWindow.InWords();

    static string Hanging(Machine? machine) => machine is null ? ""
        : Several.InOneSentence([.. machine.Attached.GroupBy(one => one.Kind).OrderBy(kind => kind.Key)
            .Select(kind => Several.Of(kind.Count(), kind.Key.InWords(), $"{kind.Key.InWords()}s"))]);

    static async Task<Result<Organization>> May(DeleteOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Org, Move, cancel)).Failed(out var organization, out var refusal)) return refusal;
        if (organization.Instances > 0)
            return new Refusal(
                $"{organization.Slug} still has {Several.Of(organization.Instances, "instance", "instances")} on shared hosts. "
                + "Delete those first.")
            {
                WaysOn = [new("Instances", $"/instance list organization:{organization.Slug}")],
            };
        return organization;
    }

    public async Task<Result<OrganizationDeleted>> Handle(DeleteOrganization command, Work work, CancellationToken cancel)
    {
        if ((await May(command, work, cancel)).Failed(out var organization, out var refusal)) return refusal;
        if ((await work.Begin(command.Org, Move, cancel)).Failed(out _, out refusal)) return refusal;
        if (await Server.Of(work.Db, command.Org, cancel) is { } server
            && (await work.Begin(server.Id, ServerLife.Delete, cancel)).Failed(out _, out refusal)) return refusal;
        await work.CloseRoute(command.Org, cancel);
        return new OrganizationDeleted(organization.Slug, new(), null);
    }

    public async Task<Result<OrganizationDeleted>> Finish(
        DeleteOrganization command, JobRun<DeleteMemo> run, Work work, CancellationToken cancel)
    {
        if (await ServerEnds(run, work, cancel) is { } lost) return lost;
        await KeepPicture(command, run, work, cancel);
        await work.RemoveRoute(command.Org, cancel);
        return await work.End(command.Org, Move, cancel) is { } taken ? taken
            : new OrganizationDeleted(run.Target.Label, run.Memo, await work.GoodbyeOf(command.Org, cancel));
    }

    static Task Clear(OrganizationId organization, Work work, CancellationToken cancel) => work.Execute(
        """
        with o as (
            update organizations set error = null where id = @organization and state <> 'error')
        update servers set error = null where organization_id = @organization and state in ('running', 'off')
        """, new { organization }, cancel);

    Task KeepPicture(DeleteOrganization command, JobRun<DeleteMemo> run, Work work, CancellationToken cancel) =>
        run.Memo is not { Picture: { } picture, PictureGb: not null, Server: { } server } memo ? Task.CompletedTask : work.KeepSnapshot(
            new KeptPicture(SnapshotPurpose.Goodbye, server, command.Org, provider.Name, picture)
            {
                Type = memo.Type!, SizeGb = memo.PictureGb, DiskGb = memo.PictureDiskGb, Price = memo.PicturePrice,
            }, cancel);

    async Task<Refusal?> ServerEnds(JobRun<DeleteMemo> run, Work work, CancellationToken cancel)
    {
        if (run.Memo.Server is not { } server) return null;
        await work.Lock(new Target("server", server.Value, ""), cancel);
        if (await work.End(server, ServerLife.Delete, cancel) is { } lost) return lost;
        await vault.Forget(server, work, cancel);
        return null;
    }

    /// <summary>While the server lives, all is as it was. Once it is gone, that can't be said any more.</summary>
    public async Task<OrganizationDeleted> GiveUp(
        DeleteOrganization command, JobRun<DeleteMemo> run, string error, Work work, CancellationToken cancel)
    {
        var was = run.Memo.Fate == ServerFate.Lives;
        if (await work.ServerMoved(cancel) is { } server)
        {
            await work.Lock(new Target("server", server.Value, ""), cancel);
            if (run.Memo.Fate == ServerFate.Deleted) await work.End(server, ServerLife.Delete, cancel);
            else await work.GiveUp(server, ServerLife.Delete, was ? Fallback.GoBack : Fallback.Fail, error, cancel);
            if (run.Memo.Fate == ServerFate.Deleted) await vault.Forget(server, work, cancel);
        }
        if (was) await work.PutBackRoute(command.Org, cancel);
        else await KeepPicture(command, run, work, cancel);
        error = await work.GiveUp(command.Org, Move, was ? Fallback.GoBack : Fallback.Fail, error, cancel);
        // Who called it off wanted nothing else: what is well again has no fault beside it.
        if (run.IsUndone) await Clear(command.Org, work, cancel);
        // Whoever retries it instead gets what was on its disk.
        if (run.Memo.Fate == ServerFate.Deleted)
            await work.Execute("update organizations set deleted_at = @Now where id = @Org", new { command.Org, work.Now }, cancel);
        return new OrganizationDeleted(run.Target.Label, run.Memo, null)
        {
            Error = error, Now = (await Organization.Get(work.Db, command.Org, cancel)).State,
            Route = await work.RouteOf(command.Org, cancel),
        };
    }
}
