using System.Diagnostics.Metrics;

namespace OpsBot.Bot.Chat;

/// <summary>Why a request was turned away at the door.</summary>
enum Refused { TooLarge, TooSlow, NoRoom, Unsigned, Stale, WrongSignature, NotText, Malformed, Foreign, Replayed }

/// <summary>Counts what was turned away; nothing else of it is kept.</summary>
sealed class Doorkeeping : IDisposable
{
    public const string MeterName = "OpsBot.Bot";

    readonly Meter meter = new(MeterName);
    readonly Counter<long> refused;
    long total;

    public Doorkeeping() => refused = meter.CreateCounter<long>("opsbot_requests_refused", description: "Requests turned away, by reason");

    public long Total => Interlocked.Read(ref total);

    public int Count(Refused why)
    {
        Interlocked.Increment(ref total);
        refused.Add(1, new KeyValuePair<string, object?>("reason", why.ToString()));
        return why switch
        {
            Refused.TooLarge => StatusCodes.Status413PayloadTooLarge,
            Refused.TooSlow => StatusCodes.Status408RequestTimeout,
            Refused.NoRoom => StatusCodes.Status503ServiceUnavailable,
            Refused.Unsigned or Refused.Stale or Refused.WrongSignature => StatusCodes.Status401Unauthorized,
            Refused.Foreign => StatusCodes.Status403Forbidden,
            Refused.NotText or Refused.Malformed => StatusCodes.Status400BadRequest,
            // As if it were new and written down.
            Refused.Replayed => StatusCodes.Status202Accepted,
        };
    }

    public void Dispose() => meter.Dispose();
}
