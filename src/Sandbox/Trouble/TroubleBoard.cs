using System.Globalization;
using OpsBot.Sandbox.Caddy;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Docker;
using OpsBot.Sandbox.Mails;
using OpsBot.Sandbox.Nodes;
using OpsBot.Sandbox.Slack;
using OpsBot.Sandbox.Stripe;

namespace OpsBot.Sandbox.Trouble;

/// <summary>
/// Makes a spell of trouble outside the chat; answers with a sentence that says what happened. Null while nothing is
/// wired to it, and then no switch is shown.
/// </summary>
public delegate Task<string> MakeTrouble(CancellationToken cancel);

/// <summary>The "Make trouble" panel: the bad days of each chat platform, and whatever the host has wired up besides.</summary>
public sealed class TroubleBoard(SlackWorld slack, DiscordWorld discord)
{
    /// <summary>Kills the bot after its next acknowledgement and before it handles what it acknowledged.</summary>
    public MakeTrouble? KillBot { get; set; }

    /// <summary>Kills the worker while the next step of a job is being done.</summary>
    public MakeTrouble? KillWorker { get; set; }

    /// <summary>Makes the container of a running instance fail.</summary>
    public MakeTrouble? FailContainer { get; set; }

    /// <summary>Lets so many days pass, one after the other.</summary>
    public Func<int, CancellationToken, Task<string>>? PassDays { get; set; }

    /// <summary>The hosts that can be taken away; none while nobody has named any.</summary>
    public DockerWorld? Docker { get; set; }

    /// <summary>The project at the pretend Hetzner; none while nobody has named any.</summary>
    public CloudWorld? Cloud { get; set; }

    /// <summary>What runs on the servers of that project.</summary>
    public PretendNodes? Nodes { get; set; }

    /// <summary>The account at the pretend Stripe; none while nobody has named any.</summary>
    public StripeWorld? Stripe { get; set; }

    /// <summary>Where customers' mails come in; none while nobody has named any.</summary>
    public Mailbox? Mailbox { get; set; }

    /// <summary>The proxy before the customers' servers; none where there is no routing.</summary>
    public ICaddy? Caddy { get; set; }

    public IReadOnlyList<TroubleSwitch> OfSlack => [.. Under("Slack", SlackTroubles.Of(slack)), .. Wired()];

    public IReadOnlyList<TroubleSwitch> OfDiscord => [.. Under("Discord", DiscordTroubles.Of(discord)), .. Wired()];

    /// <summary>Ends what can be ended, on every platform.</summary>
    public void Calm()
    {
        slack.Trouble.Clear();
        discord.Trouble.Clear();
        discord.Gateway.CopiesOfEach = 1;
        if (Docker is { } docker) DockerTroubles.Calm(docker);
        if (Cloud is { } cloud) CloudTroubles.Calm(cloud);
        if (Nodes is { } nodes) NodeTroubles.Calm(nodes);
        if (Stripe is { } stripe) StripeTroubles.Calm(stripe);
        Mailbox?.Calm();
    }

    // What it reaches chats with is left, or nobody would see what it makes of it.
    TroubleSwitch CutOff(PretendNodes nodes) => TroubleSwitch.Of("cut-off", "Cut OpsBot off from its servers",
        "Its own network is gone: no server, no host, no provider, and none of what it asks to tell that. It has to say so, once.",
        "OpsBot reaches nothing but the chats any more.", () =>
        {
            nodes.Days.CutOff = true;
            foreach (var host in Docker?.Hosts ?? []) host.Trouble.GoAway();
            Cloud?.Trouble.GoAway();
            Stripe?.Trouble.GoAway();
        }) with
    {
        Now = nodes.Days.CutOff ? "OpsBot is cut off" : null,
        End = () =>
        {
            nodes.Days.CutOff = false;
            foreach (var host in Docker?.Hosts ?? []) host.Trouble.Absence.ComeBack();
            Cloud?.Trouble.Absence.ComeBack();
            Stripe?.Trouble.Absence.ComeBack();
        },
    };

    internal static string? Back(Absence absence) => absence.Until is { } until ? $"Back at {At(until)}" : null;

    internal static string? Waiting(Spells spells, TroubleKind kind) =>
        spells.All.Where(spell => spell.Kind == kind).Sum(spell => spell.Left) switch
    {
        0 when kind is TroubleKind.RateLimited && spells.ClosedUntil is { } until => $"Takes no such call until {At(until)}",
        0 => null,
        1 => "Waiting for the next call",
        var calls => $"Waiting for the next {calls} calls",
    };

    static string At(DateTimeOffset moment) => $"{moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC";

    static IEnumerable<TroubleSwitch> Under(string heading, IEnumerable<TroubleSwitch> troubles) =>
        troubles.Select(trouble => trouble with { Heading = heading });

    IEnumerable<TroubleSwitch> Wired() =>
    [
        .. Under("Time", OfTime()), .. Under("OpsBot", OfOpsBot()),
        .. Stripe is { } stripe ? Under("Stripe and its customers", StripeTroubles.Of(stripe)) : [],
        .. Docker is { } docker ? Under("Hosts of instances", DockerTroubles.Of(docker)) : [],
        .. Cloud is { } cloud ? Under("Hetzner", CloudTroubles.Of(cloud)) : [],
        .. Nodes is { } nodes ? Under("Customers' servers", [.. NodeTroubles.Of(nodes), CutOff(nodes)]) : [],
        .. Mailbox is { } box ? Under("Mail", MailTroubles.Of(box)) : [],
        .. Caddy is { } caddy ? Under("The proxy", CaddyTroubles.Of(caddy)) : [],
    ];

    IEnumerable<TroubleSwitch> OfTime()
    {
        if (PassDays is { } pass)
            yield return new("days", "Let days pass", "The clock goes on by a day, and all that is done in a day is done; then the next.",
                (chosen, cancel) => pass(int.Parse(chosen["Days"], CultureInfo.InvariantCulture), cancel))
            {
                Choices = [new("Days", ["1", "3", "7", "14", "31"])],
            };
    }

    IEnumerable<TroubleSwitch> OfOpsBot()
    {
        if (KillBot is { } kill)
            yield return new("kill-bot", "Kill the bot between acknowledging and handling",
                "It dies right after its next acknowledgement. What it acknowledged is handled when it is up again, once.",
                (_, cancel) => kill(cancel));
        if (KillWorker is { } killWorker)
            yield return new("kill-worker", "Kill the worker at the next step",
                "It dies while the next step of a job is being done. Three seconds later it finds out how far that had come, and goes on.",
                (_, cancel) => killWorker(cancel));
        if (FailContainer is { } fail)
            yield return new("fail-container", "Fail a container", "A running instance stops with an error.", (_, cancel) => fail(cancel));
    }
}
