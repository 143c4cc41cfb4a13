using System.Globalization;

namespace OpsBot.Core.Audit;

/// <summary>How many rows the audit had and the hash of the last; kept where the database cannot reach, it shows a cut-off tail.</summary>
public sealed record Checkpoint(long Count, string Head)
{
    /// <summary>Who vouches for it; one that was noted down by hand has none.</summary>
    public Seal? Seal { get; init; }

    /// <summary>Where it was found, when that is outside the database.</summary>
    public string? Where { get; init; }

    /// <summary>As it is posted and given back to verify: count:head, then time:key:signature, then "alone" where it was.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Count}:{Head}{Signed}");

    string Signed => Seal is not { } seal ? ""
        : string.Create(CultureInfo.InvariantCulture, $":{seal.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}:{seal.KeyId}:{seal.Signature}")
            + (seal.Alone ? $":{AloneMark}" : "");

    const string AloneMark = "alone";

    // Digits of a signature, as older versions made it and as it is made now.
    const int Shared = 64, Ed25519 = 128;

    public static Checkpoint? Parse(string text)
    {
        var parts = text.Trim().Split(':');
        if (parts.Length is not (2 or 5 or 6) || (parts.Length == 6 && parts[5] != AloneMark)
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1
            || !ChainHash.TryParse(parts[1], out _))
            return null;
        var checkpoint = new Checkpoint(count, parts[1].ToLowerInvariant());
        if (parts.Length == 2) return checkpoint;
        return DateTimeOffset.TryParseExact(
                parts[2], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && parts[3].Length > 0 && parts[4].Length is Shared or Ed25519 && ChainHash.IsHex(parts[4])
            ? checkpoint with { Seal = new(at, parts[3], parts[4].ToLowerInvariant()) { Alone = parts.Length == 6 } }
            : null;
    }
}

/// <summary>The signature under a checkpoint, when it was made and with which key; hex, as it is posted.</summary>
public sealed record Seal(DateTimeOffset At, string KeyId, string Signature)
{
    /// <summary>It was signed without anything outside the database to compare with.</summary>
    public bool Alone { get; init; }
}
