using OpsBot.Sandbox.Stripe;

namespace OpsBot.Sandbox.Seeding;

/// <summary>Some who have paid already, in the pretend account at Stripe.</summary>
static class SeedStripe
{
    // Before OpsBot was told to listen: nobody's news.
    static readonly TimeSpan ago = TimeSpan.FromDays(2);

    static readonly (string Name, string Email, long Cents)[] payers =
    [
        ("Acme GmbH", "john@acme.example", 4_900), ("Globex", "hank@globex.example", 9_900), ("Initech", "bill@initech.example", 1_900),
        ("Umbrella Ltd", "alice@umbrella.example", 24_900),
    ];

    internal static void Fill(StripeWorld world) => world.Before(ago, () =>
    {
        foreach (var (name, email, cents) in payers) world.Payment(world.Customer(name, email, StripeCards.Visa), cents, "eur");
    });
}
