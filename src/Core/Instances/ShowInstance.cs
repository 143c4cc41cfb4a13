using Npgsql;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ShowInstance([Arg("which instance")] InstanceId Instance) : IQuestion<ShowInstance, InstanceShown>
{
    public static Spec Spec { get; } = new("instance show",
        "One instance: state, owner, server, address, last backup") { Examples = ["/instance show acme-prod"] };
}

/// <summary>What the database says, and what its host said just now; where that could not be asked, the sentence says so.</summary>
public sealed record InstanceShown(Instance Instance, RuntimeState? Now, string Container, BackupLine? LastBackup) : IAnswer
{
    // No green dot for what was not looked at, and none for what looks otherwise.
    string Mark => RunsUnasked ? "🟠" : Instance.State != InstanceState.Running ? Instance.State.Mark
        : Now is null ? "⚪" : Now is { Phase: RuntimePhase.Running, Health: not RuntimeHealth.Unhealthy } ? "🟢" : "🔴";

    bool RunsUnasked => Instance.State == InstanceState.Stopped
        && (Now is null ? Instance.RunsSince is not null : Now.Phase == RuntimePhase.Running);

    IEnumerable<Span> LastSeen => Now is not null || Instance.State == InstanceState.Deleted ? []
        : Instance.SeenAt is { } at ? [new Plain(", not seen since "), new At(at)] : [new Plain(", not looked at yet")];

    public Reply Say() => new($"{Mark} {Instance.Slug}")
    {
        Parts =
        [
            new Fields(
            [
                new("State", Words.Of([new Strong(Instance.State.Words()), new Plain(" since "), new At(Instance.ChangedAt), .. LastSeen])),
                new("Name", Instance.Name),
                new("Organization", $"{Instance.OrganizationName} ({Instance.Tier})"),
                new("Customer", Instance.CustomerEmail ?? "none"),
                new("Type and version", $"{Instance.Kind.Words()}, {Instance.AppVersion}"),
                new("Address", new Code(Instance.Url)),
                new("Server", $"{Instance.Server} in {Instance.Region}"),
                new("Last backup", LastBackup is null ? "none" : Words.Of(new At(LastBackup.TakenAt), new Plain($" ({LastBackup.Size})"))),
                new("Created", new At(Instance.CreatedAt)),
                new("Id", new Code(Instance.Id.ToString())),
            ]),
            .. new Notice(Tone.Warning, "It is stopped here, but its container runs. Start it if that is wanted, else stop it again.")
                .If(RunsUnasked),
            .. Instance.Error.IfAny(error => new Notice(Instance.State == InstanceState.Error ? Tone.Bad : Tone.Warning,
                Words.Of(new Plain($"{error} ("), new At(Instance.FailedAt ?? Instance.ChangedAt),
                    new Plain(Instance.Attempts > 1 ? $", {Instance.Attempts} attempts)" : ")")))),
            new Small($"On the server now: {Container}"),
        ],
        Buttons = InstanceButtons.For(Instance),
    };
}

public sealed record BackupLine(string Name, DateTimeOffset TakenAt, long Bytes, string AppVersion, string Sha256)
{
    public string Size => Sizes.Of(Bytes);
}

static class InstanceButtons
{
    /// <summary>What is legal now, likeliest first.</summary>
    public static IReadOnlyList<Button> For(Instance instance)
    {
        var slug = instance.Slug;
        var state = instance.State;
        return
        [
            .. new Button("Retry", $"/instance retry {slug}") { Look = Look.Primary }.If(state == InstanceState.Error),
            .. new Button("Start", $"/instance start {slug}") { Look = Look.Primary }.If(state == InstanceState.Stopped),
            .. new Button("Restart", $"/instance restart {slug}").If(InstanceLife.Restart.MayBegin(state)),
            .. new Button("Stop", $"/instance stop {slug}").If(state == InstanceState.Running || instance.RunsSince is not null),
            .. new Button("Logs", $"/instance logs {slug}").If(state != InstanceState.Deleted),
            .. new Button("Back up", $"/instance backup {slug}").If(InstanceLife.BackUp.MayBegin(state)),
            new Button("Backups", $"/instance backups {slug}"),
            new Button("Why", $"/instance why {slug}"),
            .. new Button("Delete", $"/instance delete {slug}") { Look = Look.Danger }.If(InstanceLife.Delete.MayBegin(state)),
        ];
    }
}

sealed class ShowInstanceHandler(IRuntime runtime) : IAnswerQuestion<ShowInstance, InstanceShown>, ILookOutside<ShowInstance, RuntimeState>
{
    public string Whom => "The host";

    public async Task<Looking<RuntimeState>?> Aim(ShowInstance question, NpgsqlConnection db, CancellationToken cancel)
    {
        var instance = await Instance.Get(db, question.Instance, cancel);
        return instance.State == InstanceState.Deleted ? null : async within => (await runtime.State(instance.Runtime, within)).Seen();
    }

    public async Task<Result<InstanceShown>> Answer(ShowInstance question, Work work, CancellationToken cancel)
    {
        var instance = await Instance.Get(work.Db, question.Instance, cancel);
        var backup =
            await work.Find<BackupLine>(
            "select name, taken_at, bytes, app_version, sha256 from backups where instance_id = @Instance order by taken_at desc limit 1",
            question, cancel);
        // What the database says is shown even when the server can't be asked.
        if (instance.State == InstanceState.Deleted) return new InstanceShown(instance, null, "nothing, it was deleted.", backup);
        return work.Seen<RuntimeState>().Failed(out var state, out var blind)
            ? new InstanceShown(instance, null, blind.Sentence, backup) : new InstanceShown(instance, state, state.Sentence, backup);
    }
}
