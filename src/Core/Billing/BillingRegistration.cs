using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Ledger;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing;

static class BillingRegistration
{
    public static void AddBilling(this IServiceCollection services)
    {
        services.AddOptions<SellerOptions>().BindConfiguration(SellerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SellerOptions>, SettingsCheck<SellerOptions>>();
        services.AddSingleton<Seller>();
        services.AddSingleton<LedgerMarks>();
    }
}
