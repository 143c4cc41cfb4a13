using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

public enum StripeSigned { Valid, Missing, Stale, Wrong }

/// <summary>Tells Stripe's webhooks from anybody else's (https://docs.stripe.com/webhooks/signature).</summary>
public sealed partial class StripeSignature(IOptions<StripeOptions> options, TimeProvider time)
{
    public const string Header = "Stripe-Signature", Path = "/stripe/webhooks";

    const long Leeway = 300;

    readonly IReadOnlyList<string> secrets = options.Value.Secrets;

    /// <summary>There is a secret to check by; without one nothing is Stripe's.</summary>
    public bool IsSet => secrets.Count > 0;

    /// <summary>Which mode is ours: what is reported of the other is not for us.</summary>
    public bool IsLive { get; } = options.Value.IsLive;

    /// <summary>What the header alone says: whether the body is worth reading.</summary>
    public StripeSigned Check(string? header)
    {
        if (header is null || !Form.IsMatch(header)) return StripeSigned.Missing;
        var at = Time.Match(header);
        if (!at.Success || !Scheme.IsMatch(header)) return StripeSigned.Missing;
        var age = time.GetUtcNow().ToUnixTimeSeconds() - long.Parse(at.Groups[1].Value, CultureInfo.InvariantCulture);
        return !IsSet ? StripeSigned.Wrong : Math.Abs(age) > Leeway ? StripeSigned.Stale : StripeSigned.Valid;
    }

    public StripeSigned Check(string? header, string body)
    {
        if (Check(header) is var known and not StripeSigned.Valid) return known;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return secrets.Any(secret => IsBy(secret, header!, body, now)) ? StripeSigned.Valid : StripeSigned.Wrong;
    }

    static bool IsBy(string secret, string header, string body, long now)
    {
        try
        {
            Sdk.EventUtility.ValidateSignature(body, header, secret, Leeway, now);
            return true;
        }
        catch (Sdk.StripeException)
        {
            return false;
        }
    }

    // The SDK throws whatever it happens to at what has another form.
    [GeneratedRegex("^[a-z][a-z0-9]*=[0-9a-zA-Z]+(,[a-z][a-z0-9]*=[0-9a-zA-Z]+){1,20}$")]
    static partial Regex Form { get; }

    // Longer is no clock, and could overflow; a second one would leave open which is meant.
    [GeneratedRegex("^(?!.*,t=)t=([0-9]{1,15}),")]
    static partial Regex Time { get; }

    [GeneratedRegex(",v1=")]
    static partial Regex Scheme { get; }
}
