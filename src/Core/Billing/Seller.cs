using Microsoft.Extensions.Options;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

/// <summary>Where something is taxed, and by whom.</summary>
public enum TaxTreatment { Domestic, Destination, ReverseCharge, Export }

/// <summary>What is charged of one buyer on one day.</summary>
public sealed record TaxOf(TaxTreatment Treatment, string Place, string Name, int Millionths)
{
    public Rate Rate => new(Millionths);

    public string InWords => Treatment switch
    {
        TaxTreatment.Domestic or TaxTreatment.Destination when Name.Length > 0 => Name,
        TaxTreatment.ReverseCharge => "none: reverse charge",
        TaxTreatment.Export => "none: taxed where the buyer is",
        _ => "none",
    };
}

/// <summary>Who sells: their days, and the taxes that follow from where they are.</summary>
public sealed class Seller(IOptions<SellerOptions> options, TimeProvider time)
{
    readonly SellerTime days = new(TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone));

    public SellerOptions Options => options.Value;

    public DateOnly Today => days.DayOf(time.GetUtcNow());

    public DateOnly DayOf(DateTimeOffset moment) => days.DayOf(moment);

    public DateTimeOffset Begin(DateOnly day) => days.Begin(day);

    /// <summary>The day that somebody typed: one without a time is that day wherever the seller is.</summary>
    public DateOnly DayTyped(DateTimeOffset typed) =>
        typed.UtcDateTime.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(typed.UtcDateTime) : DayOf(typed);

    /// <summary>Of whoever is there, with that VAT id, today.</summary>
    public Task<TaxOf> TaxOn(Work work, string country, string? vatId, CancellationToken cancel) => work.Get<TaxOf>(
        "select t.treatment, t.place, t.name, t.millionths from tax_for(@country, @vatId, @Seller, @Today) t",
        new { country, vatId, Seller = options.Value.Country, Today }, cancel);

    public Task<TaxOf> TaxFor(Work work, OrganizationId organization, DateOnly day, CancellationToken cancel) => work.Get<TaxOf>(
        """
        select t.treatment, t.place, t.name, t.millionths
        from   organizations o
        left   join billing_profiles b on b.organization_id = o.id
        cross  join lateral tax_for(b.country, b.vat_id, @Country, @day) t
        where  o.id = @organization
        """, new { organization, options.Value.Country, day }, cancel);
}
