using System.Globalization;
using FsCheck;

namespace OpsBot.Tests.Testing;

/// <summary>
/// How often a sentence about any value is tried: with the same values in every run, so that everyone sees the same result; with
/// OPSBOT_TRIES=20000, with as many new ones.
/// </summary>
static class Often
{
    static readonly int? more = int.TryParse(Environment.GetEnvironmentVariable("OPSBOT_TRIES"), CultureInfo.InvariantCulture,
        out var tries) ? tries : null;

    /// <summary>Where random values begin that are drawn otherwise.</summary>
    public static Rnd Seed => more is null ? new(2026, 11) : new((ulong)Random.Shared.NextInt64());

    public static Config Times(int times)
    {
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(more ?? times);
        return more is null ? config.WithReplay(2026, 11) : config;
    }
}
