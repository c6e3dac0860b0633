import { type SkipToken, useLazyQuery, useMutation, useQuery, useSubscription } from '@apollo/client/react';
import { AccountsDocument, AddAssetDocument, ApproveWeb3ConnectionDocument, AssignDeviceDocument, CancelTransactionDocument, CreateAccountDocument, CreateTransactionDocument, CreateWalletDocument, CreateWeb3ConnectionDocument, DenyWeb3ConnectionDocument, DeviceDocument, DisableDeviceDocument, EnableDeviceDocument, EstimateTransactionFeeDocument, FreezeWalletDocument, MeDocument, NftsDocument, PassphrasesDocument, ReassignWalletDocument, RegisterPassphraseDocument, RelayRpcDocument, RemoveWeb3ConnectionDocument, ResendWebhooksDocument, RetryNotificationsDocument, SigningStatusDocument, SupportedAssetsDocument, TransactionDocument, TransactionsDocument, UnfreezeWalletDocument, WalletDocument, WalletsDocument, Web3ConnectionsDocument } from './graphql';
import type { AccountsQuery, AccountsQueryVariables, AddAssetMutation, AddAssetMutationVariables, ApproveWeb3ConnectionMutation, ApproveWeb3ConnectionMutationVariables, AssignDeviceMutation, AssignDeviceMutationVariables, CancelTransactionMutation, CancelTransactionMutationVariables, CreateAccountMutation, CreateAccountMutationVariables, CreateTransactionMutation, CreateTransactionMutationVariables, CreateWalletMutation, CreateWalletMutationVariables, CreateWeb3ConnectionMutation, CreateWeb3ConnectionMutationVariables, DenyWeb3ConnectionMutation, DenyWeb3ConnectionMutationVariables, DeviceQuery, DeviceQueryVariables, DisableDeviceMutation, DisableDeviceMutationVariables, EnableDeviceMutation, EnableDeviceMutationVariables, EstimateTransactionFeeQuery, EstimateTransactionFeeQueryVariables, FreezeWalletMutation, FreezeWalletMutationVariables, MeQuery, MeQueryVariables, NftsQuery, NftsQueryVariables, PassphrasesQuery, PassphrasesQueryVariables, ReassignWalletMutation, ReassignWalletMutationVariables, RegisterPassphraseMutation, RegisterPassphraseMutationVariables, RelayRpcMutation, RelayRpcMutationVariables, RemoveWeb3ConnectionMutation, RemoveWeb3ConnectionMutationVariables, ResendWebhooksMutation, ResendWebhooksMutationVariables, RetryNotificationsMutation, RetryNotificationsMutationVariables, SigningStatusSubscription, SigningStatusSubscriptionVariables, SupportedAssetsQuery, SupportedAssetsQueryVariables, TransactionQuery, TransactionQueryVariables, TransactionsQuery, TransactionsQueryVariables, UnfreezeWalletMutation, UnfreezeWalletMutationVariables, WalletQuery, WalletQueryVariables, WalletsQuery, WalletsQueryVariables, Web3ConnectionsQuery, Web3ConnectionsQueryVariables } from './graphql';


export function useAccountsQuery(
  options: SkipToken | (useQuery.Options<AccountsQuery, AccountsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<AccountsQuery, AccountsQueryVariables>(AccountsDocument, options);
}

export function useAccountsLazyQuery(
  options?: useLazyQuery.Options<AccountsQuery, AccountsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<AccountsQuery, AccountsQueryVariables>(AccountsDocument, options);
}

export function useAddAssetMutation(
  options?: Omit<useMutation.Options<AddAssetMutation, AddAssetMutationVariables>, 'variables'>,
): useMutation.ResultTuple<AddAssetMutation, AddAssetMutationVariables> {
  return useMutation<AddAssetMutation, AddAssetMutationVariables>(AddAssetDocument, options);
}

export function useApproveWeb3ConnectionMutation(
  options?: Omit<useMutation.Options<ApproveWeb3ConnectionMutation, ApproveWeb3ConnectionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<ApproveWeb3ConnectionMutation, ApproveWeb3ConnectionMutationVariables> {
  return useMutation<ApproveWeb3ConnectionMutation, ApproveWeb3ConnectionMutationVariables>(ApproveWeb3ConnectionDocument, options);
}

export function useAssignDeviceMutation(
  options?: Omit<useMutation.Options<AssignDeviceMutation, AssignDeviceMutationVariables>, 'variables'>,
): useMutation.ResultTuple<AssignDeviceMutation, AssignDeviceMutationVariables> {
  return useMutation<AssignDeviceMutation, AssignDeviceMutationVariables>(AssignDeviceDocument, options);
}

export function useCancelTransactionMutation(
  options?: Omit<useMutation.Options<CancelTransactionMutation, CancelTransactionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CancelTransactionMutation, CancelTransactionMutationVariables> {
  return useMutation<CancelTransactionMutation, CancelTransactionMutationVariables>(CancelTransactionDocument, options);
}

export function useCreateAccountMutation(
  options?: Omit<useMutation.Options<CreateAccountMutation, CreateAccountMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CreateAccountMutation, CreateAccountMutationVariables> {
  return useMutation<CreateAccountMutation, CreateAccountMutationVariables>(CreateAccountDocument, options);
}

export function useCreateTransactionMutation(
  options?: Omit<useMutation.Options<CreateTransactionMutation, CreateTransactionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CreateTransactionMutation, CreateTransactionMutationVariables> {
  return useMutation<CreateTransactionMutation, CreateTransactionMutationVariables>(CreateTransactionDocument, options);
}

export function useCreateWalletMutation(
  options?: Omit<useMutation.Options<CreateWalletMutation, CreateWalletMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CreateWalletMutation, CreateWalletMutationVariables> {
  return useMutation<CreateWalletMutation, CreateWalletMutationVariables>(CreateWalletDocument, options);
}

export function useCreateWeb3ConnectionMutation(
  options?: Omit<useMutation.Options<CreateWeb3ConnectionMutation, CreateWeb3ConnectionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<CreateWeb3ConnectionMutation, CreateWeb3ConnectionMutationVariables> {
  return useMutation<CreateWeb3ConnectionMutation, CreateWeb3ConnectionMutationVariables>(CreateWeb3ConnectionDocument, options);
}

export function useDenyWeb3ConnectionMutation(
  options?: Omit<useMutation.Options<DenyWeb3ConnectionMutation, DenyWeb3ConnectionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<DenyWeb3ConnectionMutation, DenyWeb3ConnectionMutationVariables> {
  return useMutation<DenyWeb3ConnectionMutation, DenyWeb3ConnectionMutationVariables>(DenyWeb3ConnectionDocument, options);
}

export function useDeviceQuery(
  options: SkipToken | (useQuery.Options<DeviceQuery, DeviceQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<DeviceQuery, DeviceQueryVariables>(DeviceDocument, options);
}

export function useDeviceLazyQuery(
  options?: useLazyQuery.Options<DeviceQuery, DeviceQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<DeviceQuery, DeviceQueryVariables>(DeviceDocument, options);
}

export function useDisableDeviceMutation(
  options?: Omit<useMutation.Options<DisableDeviceMutation, DisableDeviceMutationVariables>, 'variables'>,
): useMutation.ResultTuple<DisableDeviceMutation, DisableDeviceMutationVariables> {
  return useMutation<DisableDeviceMutation, DisableDeviceMutationVariables>(DisableDeviceDocument, options);
}

export function useEnableDeviceMutation(
  options?: Omit<useMutation.Options<EnableDeviceMutation, EnableDeviceMutationVariables>, 'variables'>,
): useMutation.ResultTuple<EnableDeviceMutation, EnableDeviceMutationVariables> {
  return useMutation<EnableDeviceMutation, EnableDeviceMutationVariables>(EnableDeviceDocument, options);
}

export function useEstimateTransactionFeeQuery(
  options: SkipToken | (useQuery.Options<EstimateTransactionFeeQuery, EstimateTransactionFeeQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<EstimateTransactionFeeQuery, EstimateTransactionFeeQueryVariables>(EstimateTransactionFeeDocument, options);
}

export function useEstimateTransactionFeeLazyQuery(
  options?: useLazyQuery.Options<EstimateTransactionFeeQuery, EstimateTransactionFeeQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<EstimateTransactionFeeQuery, EstimateTransactionFeeQueryVariables>(EstimateTransactionFeeDocument, options);
}

export function useFreezeWalletMutation(
  options?: Omit<useMutation.Options<FreezeWalletMutation, FreezeWalletMutationVariables>, 'variables'>,
): useMutation.ResultTuple<FreezeWalletMutation, FreezeWalletMutationVariables> {
  return useMutation<FreezeWalletMutation, FreezeWalletMutationVariables>(FreezeWalletDocument, options);
}

export function useMeQuery(
  options?: SkipToken | (useQuery.Options<MeQuery, MeQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<MeQuery, MeQueryVariables>(MeDocument, options ?? {});
}

export function useMeLazyQuery(
  options?: useLazyQuery.Options<MeQuery, MeQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<MeQuery, MeQueryVariables>(MeDocument, options);
}

export function useNftsQuery(
  options: SkipToken | (useQuery.Options<NftsQuery, NftsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<NftsQuery, NftsQueryVariables>(NftsDocument, options);
}

export function useNftsLazyQuery(
  options?: useLazyQuery.Options<NftsQuery, NftsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<NftsQuery, NftsQueryVariables>(NftsDocument, options);
}

export function usePassphrasesQuery(
  options?: SkipToken | (useQuery.Options<PassphrasesQuery, PassphrasesQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<PassphrasesQuery, PassphrasesQueryVariables>(PassphrasesDocument, options ?? {});
}

export function usePassphrasesLazyQuery(
  options?: useLazyQuery.Options<PassphrasesQuery, PassphrasesQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<PassphrasesQuery, PassphrasesQueryVariables>(PassphrasesDocument, options);
}

export function useReassignWalletMutation(
  options?: Omit<useMutation.Options<ReassignWalletMutation, ReassignWalletMutationVariables>, 'variables'>,
): useMutation.ResultTuple<ReassignWalletMutation, ReassignWalletMutationVariables> {
  return useMutation<ReassignWalletMutation, ReassignWalletMutationVariables>(ReassignWalletDocument, options);
}

export function useRegisterPassphraseMutation(
  options?: Omit<useMutation.Options<RegisterPassphraseMutation, RegisterPassphraseMutationVariables>, 'variables'>,
): useMutation.ResultTuple<RegisterPassphraseMutation, RegisterPassphraseMutationVariables> {
  return useMutation<RegisterPassphraseMutation, RegisterPassphraseMutationVariables>(RegisterPassphraseDocument, options);
}

export function useRelayRpcMutation(
  options?: Omit<useMutation.Options<RelayRpcMutation, RelayRpcMutationVariables>, 'variables'>,
): useMutation.ResultTuple<RelayRpcMutation, RelayRpcMutationVariables> {
  return useMutation<RelayRpcMutation, RelayRpcMutationVariables>(RelayRpcDocument, options);
}

export function useRemoveWeb3ConnectionMutation(
  options?: Omit<useMutation.Options<RemoveWeb3ConnectionMutation, RemoveWeb3ConnectionMutationVariables>, 'variables'>,
): useMutation.ResultTuple<RemoveWeb3ConnectionMutation, RemoveWeb3ConnectionMutationVariables> {
  return useMutation<RemoveWeb3ConnectionMutation, RemoveWeb3ConnectionMutationVariables>(RemoveWeb3ConnectionDocument, options);
}

export function useResendWebhooksMutation(
  options?: Omit<useMutation.Options<ResendWebhooksMutation, ResendWebhooksMutationVariables>, 'variables'>,
): useMutation.ResultTuple<ResendWebhooksMutation, ResendWebhooksMutationVariables> {
  return useMutation<ResendWebhooksMutation, ResendWebhooksMutationVariables>(ResendWebhooksDocument, options);
}

export function useRetryNotificationsMutation(
  options?: Omit<useMutation.Options<RetryNotificationsMutation, RetryNotificationsMutationVariables>, 'variables'>,
): useMutation.ResultTuple<RetryNotificationsMutation, RetryNotificationsMutationVariables> {
  return useMutation<RetryNotificationsMutation, RetryNotificationsMutationVariables>(RetryNotificationsDocument, options);
}

export function useSigningStatusSubscription(
  options: SkipToken | useSubscription.Options<SigningStatusSubscription, SigningStatusSubscriptionVariables>,
) {
  return useSubscription<SigningStatusSubscription, SigningStatusSubscriptionVariables>(SigningStatusDocument, options);
}

export function useSupportedAssetsQuery(
  options?: SkipToken | (useQuery.Options<SupportedAssetsQuery, SupportedAssetsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<SupportedAssetsQuery, SupportedAssetsQueryVariables>(SupportedAssetsDocument, options ?? {});
}

export function useSupportedAssetsLazyQuery(
  options?: useLazyQuery.Options<SupportedAssetsQuery, SupportedAssetsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<SupportedAssetsQuery, SupportedAssetsQueryVariables>(SupportedAssetsDocument, options);
}

export function useTransactionQuery(
  options: SkipToken | (useQuery.Options<TransactionQuery, TransactionQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<TransactionQuery, TransactionQueryVariables>(TransactionDocument, options);
}

export function useTransactionLazyQuery(
  options?: useLazyQuery.Options<TransactionQuery, TransactionQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<TransactionQuery, TransactionQueryVariables>(TransactionDocument, options);
}

export function useTransactionsQuery(
  options: SkipToken | (useQuery.Options<TransactionsQuery, TransactionsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<TransactionsQuery, TransactionsQueryVariables>(TransactionsDocument, options);
}

export function useTransactionsLazyQuery(
  options?: useLazyQuery.Options<TransactionsQuery, TransactionsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<TransactionsQuery, TransactionsQueryVariables>(TransactionsDocument, options);
}

export function useUnfreezeWalletMutation(
  options?: Omit<useMutation.Options<UnfreezeWalletMutation, UnfreezeWalletMutationVariables>, 'variables'>,
): useMutation.ResultTuple<UnfreezeWalletMutation, UnfreezeWalletMutationVariables> {
  return useMutation<UnfreezeWalletMutation, UnfreezeWalletMutationVariables>(UnfreezeWalletDocument, options);
}

export function useWalletQuery(
  options: SkipToken | (useQuery.Options<WalletQuery, WalletQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<WalletQuery, WalletQueryVariables>(WalletDocument, options);
}

export function useWalletLazyQuery(
  options?: useLazyQuery.Options<WalletQuery, WalletQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<WalletQuery, WalletQueryVariables>(WalletDocument, options);
}

export function useWalletsQuery(
  options?: SkipToken | (useQuery.Options<WalletsQuery, WalletsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<WalletsQuery, WalletsQueryVariables>(WalletsDocument, options ?? {});
}

export function useWalletsLazyQuery(
  options?: useLazyQuery.Options<WalletsQuery, WalletsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<WalletsQuery, WalletsQueryVariables>(WalletsDocument, options);
}

export function useWeb3ConnectionsQuery(
  options: SkipToken | (useQuery.Options<Web3ConnectionsQuery, Web3ConnectionsQueryVariables> & { returnPartialData?: false }),
) {
  return useQuery<Web3ConnectionsQuery, Web3ConnectionsQueryVariables>(Web3ConnectionsDocument, options);
}

export function useWeb3ConnectionsLazyQuery(
  options?: useLazyQuery.Options<Web3ConnectionsQuery, Web3ConnectionsQueryVariables> & { returnPartialData?: false },
) {
  return useLazyQuery<Web3ConnectionsQuery, Web3ConnectionsQueryVariables>(Web3ConnectionsDocument, options);
}