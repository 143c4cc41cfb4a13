namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>Stripe's API over the pretend account, as strict as https://docs.stripe.com/api tells, and where customers pay.</summary>
public static class StripeEndpoints
{
    public const string Prefix = "/stripe-api";

    public static void MapStripeApi(this IEndpointRouteBuilder endpoints, StripeWorld world)
    {
        var api = endpoints.MapGroup($"{Prefix}/v1");
        foreach (var endpoint in (IEnumerable<StripeEndpoint>)
            [.. CustomerCalls.All, .. InvoiceCalls.All, .. RefundCalls.All, .. SubscriptionCalls.All, .. CheckoutCalls.All,
                .. WebhookCalls.All])
            api.MapMethods(endpoint.Path, [endpoint.Method], context => Handle(context, endpoint)).DisableAntiforgery();
        api.MapMethods("/{**rest}", ["GET", "POST", "DELETE"], context => Handle(context, new(
            context.Request.Method, "?", [], (_, _) => StripeAnswer.NoSuchUrl(context.Request.Method, context.Request.Path))))
            .DisableAntiforgery();
        endpoints.MapStripePages(world);
        endpoints.OnceListening(server =>
        {
            world.ApiUrl = new Uri(server, Prefix);
            lock (world.Gate) world.Books.Pages = new Uri(server, $"{StripePages.Prefix}/");
        });

        Task Handle(HttpContext context, StripeEndpoint endpoint)
        {
            lock (world.Gate) world.Count();
            return world.Api.Handle(new StripeCall(world, context, endpoint), context);
        }
    }
}
