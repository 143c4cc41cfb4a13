using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Customers;

public sealed record ShowCustomer([Arg("which customer")] CustomerId Customer) : IQuestion<ShowCustomer, CustomerShown>
{
    public static Spec Spec { get; } = new("customer show", "One customer: address, organization, last login")
    {
        Examples = ["/customer show john@acme.example"],
    };
}

public sealed record CustomerShown(
    CustomerId Id, string Email, string Name, string Organization, string OrganizationName, OrganizationState State, string Tier, bool Owns,
    DateTimeOffset? VerifiedAt, DateTimeOffset? LastLoginAt, DateTimeOffset CreatedAt, long Instances) : IAnswer
{
    /// <summary>Read along with it.</summary>
    public BillingOf Billing { get; init; } = new(null, [], []);

    public Reply Say() => new(Name)
    {
        Parts =
        [
            new Fields(
            [
                new("E-mail", $"{Email}{(VerifiedAt is null ? ", not verified" : "")}"),
                new("Organization", $"{OrganizationName} ({Organization}), {State.Words()}{(Owns ? ", its owner" : "")}"),
                new("Tier", Tier),
                .. Billing.Fields,
                new("Instances", Instances == 0 ? "none" : $"{Instances}"),
                new("Last login", LastLoginAt is { } at ? new At(at) : "never"),
                new("Joined", new At(CreatedAt)),
                new("Id", new Code(Id.ToString())),
            ]),
            .. Billing.History,
        ],
        Buttons =
        [
            new Button("Organization", $"/org show {Organization}"),
            .. new Button("Instances", $"/instance list organization:{Organization}").If(Instances > 0),
            new Button("Colleagues", $"/customer list org:{Organization}"),
        ],
    };
}

sealed class ShowCustomerHandler(Seller seller) : IAnswerQuestion<ShowCustomer, CustomerShown>
{
    public async Task<Result<CustomerShown>> Answer(ShowCustomer question, Work work, CancellationToken cancel)
    {
        await using var batch = new Batch(work.Db);
        batch.Add(
            """
            select c.id, c.email, c.name, o.slug as organization, o.name as organization_name, o.state, t.name as tier,
                   o.owner_id is not distinct from c.id as owns, c.verified_at, c.last_login_at, c.created_at,
                   (select count(*) from instances i where i.organization_id = o.id and i.state <> 'deleted') as instances
            from   customers c
            join   organizations o on o.id = c.organization_id
            join   tiers t on t.slug = o.tier
            where  c.id = @Customer
            """, new { question.Customer });
        BillingOf.AddTo(batch, null, question.Customer, seller);
        await using var reader = await batch.Read(cancel);
        return (await reader.Rows<CustomerShown>(cancel)).Single() with { Billing = await BillingOf.Read(reader, cancel) };
    }
}
