using System.Globalization;

namespace OpsBot.Core.Audit;

/// <summary>How many rows the audit had and the hash of the last; kept where the database cannot reach, it shows a cut-off tail.</summary>
public sealed record Checkpoint(long Count, string Head)
{
    /// <summary>Who vouches for it; one that was noted down by hand has none.</summary>
    public Seal? Seal { get; init; }

    /// <summary>The form in which it is posted and given back to verify: count:head, then time:key:signature.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"{Count}:{Head}{(Seal is { } seal ? $":{seal.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}:{seal.KeyId}:{seal.Signature}" : "")}");

    public static Checkpoint? Parse(string text)
    {
        var parts = text.Trim().Split(':');
        if (parts.Length is not (2 or 5) || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1
            || !ChainHash.TryParse(parts[1], out _))
            return null;
        var checkpoint = new Checkpoint(count, parts[1].ToLowerInvariant());
        if (parts.Length == 2) return checkpoint;
        return DateTimeOffset.TryParseExact(parts[2], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && parts[3].Length > 0 && ChainHash.TryParse(parts[4], out _)
            ? checkpoint with { Seal = new(at, parts[3], parts[4].ToLowerInvariant()) }
            : null;
    }
}

/// <summary>The signature under a checkpoint, when it was made and with which key; hex, as it is posted.</summary>
public sealed record Seal(DateTimeOffset At, string KeyId, string Signature);
