using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpsBot.Core.Billing.Documents;
using OpsBot.Core.Billing.Figures;
using OpsBot.Core.Billing.Importing;
using OpsBot.Core.Billing.Dunning;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Billing.Refunds;
using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Ledger;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

static class BillingRegistration
{
    public static void AddBilling(this IServiceCollection services)
    {
        services.AddOptions<SellerOptions>().BindConfiguration(SellerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SellerOptions>, SettingsCheck<SellerOptions>>();
        services.AddOptions<BillingOptions>().BindConfiguration(BillingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BillingOptions>, SettingsCheck<BillingOptions>>();
        services.AddSingleton<Seller>();
        services.AddSingleton<Documents.Documents>();
        services.AddSingleton<InvoiceMail>();
        services.AddSingleton<StopWindow>();
        services.AddSingleton<DunningDays>();
        services.AddSingleton<DunningMail>();
        services.AddSingleton<DunningRound>();
        services.AddSingleton<AccountImport>();
        services.TryAddSingleton(new RunLimits());
        services.AddSingleton<OpenInvoices>();
        services.AddSingleton<InvoiceRun>();
        services.AddSingleton<Earnings>();
        services.AddSingleton<CreditNotes.CreditNotes>();
        services.AddSingleton<Trials>();
        services.AddSingleton<Unused>();
        services.AddSingleton<PlanChangeInvoices>();
        services.AddSingleton<TheirSubscription>();
        services.AddSingleton<PlanChoices>();
        services.AddSingleton<SubscriptionClock>();
        services.AddSingleton<Credits.ExpiredCredits>();
        services.AddSingleton<TiersAfterPlans>();
        services.AddSingleton<LedgerMarks>();
        services.AddSingleton<Till>();
        services.AddSingleton<ProviderPayments>();
        services.AddSingleton<ProviderInvoices>();
        services.AddSingleton<FiguresBook>();
        services.AddSingleton<RefundBooks>();
        services.AddSingleton<RefundSender>();
        services.AddSingleton<Refunding>();
    }
}
