using System.Globalization;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Trouble;

/// <summary>One thing that can be made to go wrong.</summary>
public sealed record TroubleSwitch(string Id, string Label, string Effect, Func<CancellationToken, Task<string>> Pull)
{
    /// <summary>What is wrong right now; null when nothing is.</summary>
    public string? Now { get; init; }
}

/// <summary>
/// Makes a spell of trouble outside Slack; answers with a sentence that says what happened. Null while nothing is
/// wired to it, and then no switch is shown.
/// </summary>
public delegate Task<string> MakeTrouble(CancellationToken cancel);

/// <summary>The "Make trouble" panel: Slack's own bad days, and whatever the host has wired up besides.</summary>
public sealed class TroubleBoard(SlackWorld world)
{
    static readonly TimeSpan Away = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>Kills the bot after its next acknowledgement and before it handles what it acknowledged.</summary>
    public MakeTrouble? KillBot { get; set; }

    /// <summary>Makes the container of a running instance fail.</summary>
    public MakeTrouble? FailContainer { get; set; }

    public bool IsAway => world.Trouble.IsAway;

    public IReadOnlyList<TroubleSwitch> Switches => [.. Slacks(), .. Wired()];

    /// <summary>Ends what can be ended.</summary>
    public void Calm() => world.Trouble.Clear();

    IEnumerable<TroubleSwitch> Slacks()
    {
        yield return new("slack-away", "Take Slack away for a minute", "Nothing is delivered and no call is answered. What was promised arrives when Slack is back.", _ =>
        {
            world.Trouble.GoAway(Away);
            return Task.FromResult("Slack is away for a minute.");
        })
        {
            Now = world.Trouble.AwayUntil is { } until && until > world.Time.GetUtcNow() ? $"Back at {until.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : null,
        };
        yield return new("slack-slow", "Make the next call slow", "The bot's next call to Slack takes 8 seconds.", _ =>
        {
            world.Trouble.SlowDown(1, Slow);
            return Task.FromResult("The next call to Slack will take 8 seconds.");
        })
        { Now = Waiting(TroubleKind.Slow) };
        yield return new("slack-429", "Answer the next call with 429", "Slack refuses the bot's next call and asks it to wait 10 seconds.", _ =>
        {
            world.Trouble.RateLimit(1, RetryAfter);
            return Task.FromResult("The next call to Slack will be refused with 429.");
        })
        { Now = Waiting(TroubleKind.RateLimited) };
        yield return new("slack-500", "Break the next three calls", "Slack answers three calls with an error page.", _ =>
        {
            world.Trouble.Break(3);
            return Task.FromResult("The next three calls to Slack will fail.");
        })
        { Now = Waiting(TroubleKind.ServerError) };
    }

    IEnumerable<TroubleSwitch> Wired()
    {
        if (KillBot is { } kill)
            yield return new("kill-bot", "Kill the bot between acknowledging and handling", "It dies right after its next acknowledgement. What it acknowledged is handled when it is up again, once.", cancel => kill(cancel));
        if (FailContainer is { } fail)
            yield return new("fail-container", "Fail a container", "A running instance stops with an error.", cancel => fail(cancel));
    }

    string? Waiting(TroubleKind kind)
    {
        var calls = world.Trouble.Spells.Where(spell => spell.Kind == kind).Sum(spell => spell.CallsLeft);
        return calls switch { 0 => null, 1 => "Waiting for the next call", _ => $"Waiting for the next {calls} calls" };
    }
}
