using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Gateway;

/// <summary>
/// Acts on what happened at the payment provider; found by what it implements. An event comes late, twice, and before those that went
/// before it: it says where to look, and what is found there is what counts.
/// </summary>
public interface IHearGateway
{
    /// <summary>The types of events: "invoice.paid". One type is heard by one.</summary>
    IReadOnlyList<string> Types { get; }

    /// <summary>Reads the thing anew, while no transaction is open; what is then to be done is done in one, and harmless twice.</summary>
    Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel);
}

/// <summary>What was found, in a few words for who looks at the event, and what is done about it.</summary>
public sealed record Heard(string Found, Func<Work, CancellationToken, Task> Settle);
