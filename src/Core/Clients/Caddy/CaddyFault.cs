using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Caddy;

public enum CaddyTrouble
{
    /// <summary>No connection, or it broke.</summary>
    Away,

    /// <summary>Connected, but no answer in time.</summary>
    Slow,

    /// <summary>Somebody else has changed the routes since they were read.</summary>
    Stale,

    /// <summary>It does not take what it was given.</summary>
    Refused,

    /// <summary>What answers is no Caddy, or does not let OpsBot in.</summary>
    Misconfigured,

    /// <summary>Another worker is at it.</summary>
    Busy,
}

/// <summary>Why Caddy did not do it, as a sentence for an operator.</summary>
public sealed record CaddyFault(CaddyTrouble Trouble, string Sentence)
{
    /// <summary>Whether trying again later may help without anybody changing anything.</summary>
    public bool MayPass => Trouble is not (CaddyTrouble.Refused or CaddyTrouble.Misconfigured);

    /// <summary>It may have been carried out all the same: nobody heard how it went.</summary>
    public bool MayHaveHappened { get; init; }

    internal static CaddyFault Of(Exception failure, bool changes, CaddyAddress address)
    {
        var caddy = $"Caddy's admin API at {address}";
        return failure switch
        {
            BrokenCircuitException => new(CaddyTrouble.Away, $"{caddy} failed several times in a row; it is asked again in a moment."),
            TimeoutRejectedException late => new(CaddyTrouble.Slow,
                $"{caddy} did not answer within {Math.Ceiling(late.Timeout.TotalSeconds):0} s.") { MayHaveHappened = changes },
            _ when ConnectionTrouble.WhyNone(failure) is { } why => new(CaddyTrouble.Away, $"{caddy} cannot be reached ({why})."),
            _ => new(CaddyTrouble.Away, $"{caddy} closed the connection before its answer was complete.") { MayHaveHappened = changes },
        };
    }

    /// <summary>It answered, with an error of its own.</summary>
    internal static CaddyFault Of(int status, string said, CaddyAddress address) => status switch
    {
        412 => new(CaddyTrouble.Stale, "Somebody else changed the routes in Caddy at that moment."),
        // Of two who make the same thing at the same moment, one hears that it is there.
        _ when said.Contains("key already exists", StringComparison.Ordinal) =>
            new(CaddyTrouble.Stale, "Somebody else made the server in Caddy at that moment."),
        403 => new(CaddyTrouble.Misconfigured,
            $"Caddy at {address} does not let OpsBot in ({said}). Add the host to \"origins\" of its admin settings."),
        _ => new(CaddyTrouble.Refused, $"Caddy at {address} refuses the routes: {said}."),
    };
}
