using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Stripe.StripeStore;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>The page on which the pretend customer pays, by whichever card of Stripe's for tests.</summary>
static class StripePages
{
    internal const string Prefix = "/stripe-pay";

    internal static void MapStripePages(this IEndpointRouteBuilder endpoints, StripeWorld world)
    {
        endpoints.MapGet($"{Prefix}/{{id}}", (string id) => Page(world, id, null));
        endpoints.MapPost($"{Prefix}/{{id}}", async (string id, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return StripeCards.All.Contains((string?)form["card"]) ? Page(world, id, form["card"]) : Results.BadRequest();
        }).DisableAntiforgery();
    }

    static IResult Page(StripeWorld world, string id, string? card)
    {
        lock (world.Gate)
        {
            if ((world.Store.Find(id, "checkout.session") ?? world.Store.Find(id, "invoice")) is not { } due) return Results.NotFound();
            var isOpen = Text(due, "status") is "open" or "uncollectible";
            var said = card is not null && isOpen ? Pay(world, due, card) : null;
            isOpen = Text(due, "status") is "open" or "uncollectible";
            return Results.Content(Html(due, isOpen, said), "text/html; charset=utf-8");
        }
    }

    static string Pay(StripeWorld world, JsonObject due, string card)
    {
        var state = Text(due, "object") == "invoice" ? Text(world.Books.Collect(due, card), "status") : CheckoutCalls.Pay(world, due, card);
        return state switch
        {
            "succeeded" => "Paid. Thank you.",
            "requires_action" => "Your bank wants you to confirm this payment.",
            _ => "Your card was declined.",
        };
    }

    static string Html(JsonObject due, bool isOpen, string? said)
    {
        var amount = Number(due, Text(due, "object") != "invoice" ? "amount_total" : isOpen ? "amount_remaining" : "total");
        var currency = Text(due, "currency")!.ToUpperInvariant();
        var number = WebUtility.HtmlEncode(Text(due, "number") ?? Text(due, "id")!);
        var cards = string.Concat(StripeCards.All.Select((card, i) =>
            $"<label><input type=\"radio\" name=\"card\" value=\"{card}\"{(i == 0 ? " checked" : "")}> {card}</label><br>"));
        var total = (currency == "JPY" ? amount : amount / 100m).ToString(currency == "JPY" ? "N0" : "N2", CultureInfo.InvariantCulture);
        var asked = said is null ? "" : $"<p role=\"status\">{said}</p>";
        var form = isOpen ? $"<form method=\"post\"><fieldset><legend>Card</legend>{cards}</fieldset><button>Pay</button></form>"
            : "<p>There is nothing to pay here.</p>";
        return $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Pay {{number}}</title>
            <style>body { font: 16px/1.5 system-ui; margin: 0; background: #f6f9fc }
            main { max-width: 26rem; margin: 4rem auto; padding: 2rem; background: #fff }</style>
            <main><h1>{{number}}</h1><p>{{total}} {{currency}}</p>{{asked}}{{form}}</main></html>
            """;
    }
}
