using OpsBot.Core.Billing.Gateway;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>What Stripe reports, in our own type.</summary>
public static class StripeEvents
{
    // What the SDK has a constant for is what this program can know.
    static readonly HashSet<string> known =
        [.. typeof(Sdk.EventTypes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>The train of the API that this program reads: "endive".</summary>
    public static string Train => Sdk.StripeConfiguration.MajorApiVersion;

    /// <summary>The version it asks in, and in which events are to come.</summary>
    public static string Version => Sdk.StripeConfiguration.ApiVersion;

    internal static bool IsOurTrain(string? version) => version is not null && Sdk.EventUtility.IsCompatibleApiVersion(version);

    /// <summary>From the body of a webhook, whose signature was checked.</summary>
    public static GatewayEvent Read(string json) =>
        Of(Sdk.EventUtility.ConstructEventWithoutVerification(json, throwOnApiVersionMismatch: false));

    internal static string? WhyUnread(GatewayEvent happened) =>
        !IsOurTrain(happened.Version)
            ? $"Written in version {happened.Version}; OpsBot reads {Version}. `opsbot doctor` tells how to change it."
        : !known.Contains(happened.Type) ? "This version of OpsBot does not know events of that type."
        : null;

    internal static GatewayEvent Of(Sdk.Event one)
    {
        var thing = one.Data?.Object;
        return new(one.Id, one.Type, StripeShapes.At(one.Created))
        {
            ThingKind = thing?.Object, ThingId = (thing as Sdk.IHasId)?.Id, Version = one.ApiVersion ?? "",
        };
    }
}
