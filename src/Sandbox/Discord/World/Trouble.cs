namespace OpsBot.Sandbox.Discord;

/// <summary>
/// The switches that make the pretend Discord behave badly. Routes are named as in the journal: <c>POST /channels/{channel}/messages</c>.
/// </summary>
public sealed class Trouble(DiscordWorld world)
{
    const string SendMessage = "POST /channels/{channel}/messages";

    public Spells Spells { get; } = new(world.Time, () => world.Announce(new(Changed.Trouble)));

    public Absence Absence { get; } = new(world.Time, world.Gateway.Drop, () => world.Announce(new(Changed.Trouble)));

    public void GoAway(TimeSpan duration) => Absence.GoAway(duration);

    public void SlowDown(int calls, TimeSpan by, string? route = null) => Spells.Add(new(TroubleKind.Slow, calls, by, route));

    /// <summary>
    /// The next call is refused, and its route stays closed for that long in the channel, server or interaction that it was about; the
    /// first
    /// call after that is refused the same way, so many <paramref name="times"/> in all.
    /// </summary>
    public void RateLimit(int times, TimeSpan retryAfter, string? route = null, LimitScope scope = LimitScope.User) =>
        Spells.Add(new(TroubleKind.RateLimited, times, retryAfter, route) { Scope = scope });

    public void Break(int calls, string? route = null) => Spells.Add(new(TroubleKind.ServerError, calls, TimeSpan.Zero, route));

    /// <summary>The message is there, but the app is told of a 502.</summary>
    public void FailMessageSend(int calls) => LoseAnswer(calls, SendMessage);

    public void LoseAnswer(int calls, string? route = null) => Spells.Add(new(TroubleKind.AnswerLost, calls, TimeSpan.Zero, route));

    /// <summary>Cuts every gateway connection without a goodbye.</summary>
    public void DropGateway() => world.Gateway.Drop();

    /// <summary>Op 7: come back on another connection.</summary>
    public void AskToReconnect() => world.Gateway.AskToReconnect();

    /// <summary>Op 9: resume, or start over.</summary>
    public void InvalidateSession(bool resumable) => world.Gateway.InvalidateSession(resumable);

    /// <summary>The connections stay open and say nothing any more: no acknowledgement, no event.</summary>
    public void StopAcknowledging() => world.Gateway.StopAcknowledging();

    /// <summary>Every event that follows is sent so many times instead of once.</summary>
    public void DuplicateDispatch(int copies = 2) => world.Gateway.CopiesOfEach = copies;

    /// <summary>
    /// Closes every gateway connection with this code (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway).
    /// </summary>
    public void CloseWith(int code) => world.Gateway.CloseWith(code);

    public void Clear()
    {
        world.Gateway.CopiesOfEach = 1;
        Spells.Clear();
        Absence.ComeBack();
    }
}
