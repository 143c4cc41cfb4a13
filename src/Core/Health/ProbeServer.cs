using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Health;

public sealed record ProbeServer([Arg("which server")] ServerId Server) : IQuestion<ProbeServer, ServerProbed>
{
    public static Spec Spec { get; } = new("vps health", "Look at a server now: which of its services answer, and how it was before")
    {
        Examples = ["/vps health acme"],
    };
}

/// <summary>What was seen just now, or why nobody looked; and how it was when it was last looked at.</summary>
public sealed record ServerProbed(
    Server Server, HealthSeen? Now, string? Blind, KnownHealth? Before, DateTimeOffset Today, TimeSpan Fresh, bool IsMaintained) : IAnswer
{
    public Reply Say() => new($"{Now?.Health.Mark ?? "⚪"} {Server.Name}")
    {
        Parts =
        [
            new Fields(
            [
                .. Now.IfAny(now => new Field("Now", Words.Of(new Strong(now.Health.Words())))),
                .. Now.IfAny(now => new Field("Convex", Line(now.Convex))),
                .. Now.IfAny(now => new Field("Web", Line(now.Web))),
                .. Now.IfAny(now => new Field("Mail", Line(now.Mta))),
                new("Last round", Before?.Say(Today, Fresh) ?? Words.Of(new Plain("not looked at yet"))),
                .. new Field("Asked", "by its node").If(Now is not null && Server.Reach == ServerReach.Node),
            ]),
            .. (Now?.Blind).IfAny(blind => new Notice(Tone.Warning, blind)),
            .. Blind.IfAny(blind => new Notice(Tone.Warning, blind)),
            .. Change.IfAny(change => new Small(change)),
            .. new Small("It is under maintenance: it is looked at, and nobody is called.").If(IsMaintained),
        ],
        Buttons = [new Button("Look again", $"/vps health {Server.Name}") { InPlace = true }, .. More],
    };

    static string Line(Probed probed) => probed.Ms is { } ms ? $"answers, {ms} ms" : $"does not answer: {probed.Why}";

    // One look is no round: what it found is not kept.
    string? Change => Now is { } now && Before is { } before && before.IsFresh(Today, Fresh) && before.Health != now.Health
        ? $"That is not what the last round saw. The next one will tell; this look is not counted." : null;

    IEnumerable<Button> More =>
    [
        .. ServerButtons.For(Server).Where(button => button.Label is "Reboot" or "Why"),
        new Button("Chart", $"/vps chart {Server.Name} health"), new Button("History", $"/vps history {Server.Name}"),
    ];
}

sealed class ProbeServerHandler(ProbedServers servers, Probes probes, ProbeLimits limits, IOptions<HealthOptions> options)
    : IAnswerQuestion<ProbeServer, ServerProbed>, ILookOutside<ProbeServer, HealthSeen>
{
    public string Whom => "The server";

    // Both looks and the pause between them, and a moment.
    public TimeSpan Limit => 2 * limits.InAll + limits.Pause + TimeSpan.FromSeconds(1);

    public async Task<Looking<HealthSeen>?> Aim(ProbeServer question, NpgsqlConnection db, CancellationToken cancel) =>
        await WhyNot(db, question.Server, cancel) is null && await servers.Find(db, question.Server, cancel) is { } server
            ? async within => (await probes.Look([server], within))[0] : null;

    public async Task<Result<ServerProbed>> Answer(ProbeServer question, Work work, CancellationToken cancel)
    {
        var server = await Server.Get(work.Db, question.Server, cancel);
        var seen = (HealthSeen?)null;
        var blind = await WhyNot(work.Db, question.Server, cancel)
            ?? (work.Seen<HealthSeen>().Failed(out seen, out var refusal) ? refusal.Sentence : null);
        return new ServerProbed(server, seen, blind, await KnownHealth.Find(work.Db, server.Id, cancel), work.Now, options.Value.Fresh,
            await work.Get<bool>("select is_maintained(@Server, @Now)", new { question.Server, work.Now }, cancel));
    }

    static async Task<string?> WhyNot(NpgsqlConnection db, ServerId id, CancellationToken cancel) => await Server.Get(db, id, cancel) switch
    {
        { Purpose: not ServerPurpose.Organization } => "Only servers of organizations have services that are looked at; a host's Docker "
            + "engine is asked once a minute, and /ops setup tells how that goes.",
        { V4: null, V6: null } => "It has no address yet, so nobody can ask it.",
        { State: ServerState.Off or ServerState.Deleted or ServerState.Missing or ServerState.Creating } server =>
            $"It is {server.State.Words()}, so nothing on it can answer.",
        _ => null,
    };
}
