using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Values;
using Sdk = global::Stripe;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>Whether the key opens what OpsBot needs, the clocks agree, and events come to where they are read.</summary>
sealed class StripeCheckup(StripeClients stripe, TimeProvider time)
{
    const string Keys = "https://dashboard.stripe.com/apikeys", Webhooks = "https://dashboard.stripe.com/webhooks";

    // Webhooks are refused when the clocks are 300 s apart.
    static readonly TimeSpan mostApart = TimeSpan.FromSeconds(60);

    public async Task<Result<GatewayCheckup, GatewayFault>> Look(IReadOnlyList<string> heard, CancellationToken cancel)
    {
        var (good, wrong, notes) = (new List<string>(), new List<string>(), new List<string>());
        if ((await Clock(cancel)).Failed(out var clock, out var fault)) return fault;
        (clock.IsFine ? good : wrong).Add(clock.Sentence);
        if (!stripe.Settings.IsRestricted)
            wrong.Add($"Stripe's key may do everything there. Make a restricted one at {Keys}, and set OPSBOT_Stripe__Key to it.");
        (stripe.Settings.IsLive ? good : notes).Add(stripe.Settings.IsLive
            ? "Stripe moves real money" : "Stripe moves no real money. The key is one for tests.");
        var refused = new List<string>();
        foreach (var (permission, look) in Readings(cancel))
        {
            if (!(await look()).Failed(out _, out fault)) continue;
            if (fault.Trouble is not GatewayTrouble.Misconfigured) return fault;
            refused.Add(permission);
        }
        if (refused.Count > 0) wrong.Add($"Stripe's key may not read {string.Join(", ", refused)}. Give it that at {Keys}.");
        else good.Add("Stripe's key may read all that OpsBot reads");
        notes.Add("Whether Stripe's key may also write is told by the first call that does. Give it Write on all but events and "
            + "webhook endpoints.");
        if (!refused.Contains("webhook endpoints"))
        {
            if ((await Endpoints(cancel)).Failed(out var endpoints, out fault)) return fault;
            wrong.AddRange(Wrong(endpoints, heard));
            if (endpoints.Any(one => !Wrong([one], heard).Any())) good.Add("Stripe sends its events to OpsBot");
        }
        notes.Add("Stripe's API does not tell which mails it sends by itself. Turn them off at "
            + "https://dashboard.stripe.com/settings/billing/automatic and https://dashboard.stripe.com/settings/emails.");
        return new GatewayCheckup(good, wrong, notes);
    }

    sealed record ClockLook(bool IsFine, string Sentence);

    sealed record Endpoint(string Url, string? Version, string Status, IReadOnlyList<string> Types);

    async Task<Result<ClockLook, GatewayFault>> Clock(CancellationToken cancel) =>
        await stripe.Look("look at the clock", v1 => v1.Events.ListAsync(new() { Limit = 1 }, cancellationToken: cancel), page =>
        {
            var apart = (page.StripeResponse.Date ?? time.GetUtcNow()) - time.GetUtcNow();
            return apart.Duration() <= mostApart ? new ClockLook(true, "Stripe's clock and this machine's agree")
                : new ClockLook(false, $"This machine's clock is {Math.Round(apart.Duration().TotalSeconds)} seconds "
                    + $"{(apart > TimeSpan.Zero ? "behind" : "ahead of")} Stripe's. Turn on time synchronization: at five minutes its "
                    + "webhooks are refused.");
        }, cancel);

    IEnumerable<(string Permission, Func<Task<Result<object, GatewayFault>>> Look)> Readings(CancellationToken cancel)
    {
        yield return ("customers", () => One(v1 => v1.Customers.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("invoices", () => One(v1 => v1.Invoices.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("payment intents", () => One(v1 => v1.PaymentIntents.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("charges and refunds", () => One(v1 => v1.Refunds.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("credit notes", () => One(v1 => v1.CreditNotes.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("subscriptions", () => One(v1 => v1.Subscriptions.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("checkout sessions", () => One(v1 => v1.Checkout.Sessions.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("disputes", () => One(v1 => v1.Disputes.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));
        yield return ("webhook endpoints", () => One(v1 => v1.WebhookEndpoints.ListAsync(new() { Limit = 1 }, cancellationToken: cancel)));

        Task<Result<object, GatewayFault>> One<TList>(Func<Sdk.V1Services, Task<TList>> ask) where TList : Sdk.IStripeEntity =>
            stripe.Look("look what the key may read", ask, page => (object)page, cancel);
    }

    Task<Result<IReadOnlyList<Endpoint>, GatewayFault>> Endpoints(CancellationToken cancel) =>
        stripe.List("look where events are sent",
            v1 => v1.WebhookEndpoints.ListAutoPagingAsync(new() { Limit = 100 }, cancellationToken: cancel),
            one => new Endpoint(one.Url, one.ApiVersion, one.Status, one.EnabledEvents), cancel);

    IEnumerable<string> Wrong(IReadOnlyList<Endpoint> all, IReadOnlyList<string> heard)
    {
        var ours = all.Where(
            one => Uri.TryCreate(one.Url, UriKind.Absolute, out var url) && url.AbsolutePath == StripeSignature.Path).ToList();
        if (ours.Count == 0)
            yield return $"Stripe sends no events to OpsBot. Add an endpoint at {Webhooks}: https://your-bot{StripeSignature.Path}, "
                + $"API version {StripeEvents.Version}, all events.";
        foreach (var one in ours)
        {
            if (one.Status != "enabled") yield return $"Stripe's endpoint {one.Url} is disabled. Enable it at {Webhooks}.";
            if (!StripeEvents.IsOurTrain(one.Version))
                yield return $"Stripe's endpoint {one.Url} sends events of version {one.Version ?? "that the account has"}, which OpsBot "
                    + $"parks unread. Make another with version {StripeEvents.Version} at {Webhooks}, then remove this one.";
            var missing = heard.Except(one.Types).Order().ToList();
            if (!one.Types.Contains("*") && missing.Count > 0)
                yield return $"Stripe's endpoint {one.Url} does not send {string.Join(", ", missing)}. Add them at {Webhooks}.";
        }
        if (stripe.Settings.Secrets.Count == 0)
            yield return $"No signing secret is set, so that no event of Stripe's is taken. Set OPSBOT_Stripe__WebhookSecrets to what "
                + $"{Webhooks} shows below your endpoint, Signing secret.";
    }
}
