type AddressKind = 'evm' | 'bitcoin' | 'solana' | 'ripple' | 'stellar' | 'algorand';

export interface CatalogueAsset {
  id: string;
  symbol: string;
  name: string;
  decimals: number;
  networkProtocol: string;
  blockchain: string;
  blockchainDisplayName: string;
  coinType: number;
  algorithm: 'MPC_ECDSA_SECP256K1' | 'MPC_EDDSA_ED25519';
  addressKind: AddressKind;
  /** The asset in which network fees are paid; its own id for a base asset. */
  feeAsset: string;
  ethContractAddress?: string;
}

type Chain = Omit<CatalogueAsset, 'id' | 'symbol' | 'name' | 'decimals' | 'ethContractAddress'>;

const evm = (id: string, display: string): Chain => ({
  networkProtocol: 'ETH',
  blockchain: id,
  blockchainDisplayName: display,
  coinType: 60,
  algorithm: 'MPC_ECDSA_SECP256K1',
  addressKind: 'evm',
  feeAsset: id,
});

const chain = (
  id: string,
  display: string,
  networkProtocol: string,
  algorithm: CatalogueAsset['algorithm'],
  addressKind: AddressKind,
): Chain => ({
  networkProtocol,
  blockchain: id,
  blockchainDisplayName: display,
  coinType: 1,
  algorithm,
  addressKind,
  feeAsset: id,
});

const ECDSA = 'MPC_ECDSA_SECP256K1';
const EDDSA = 'MPC_EDDSA_ED25519';
const sepolia = evm('ETH_TEST5', 'Ethereum Sepolia');
const amoy = evm('AMOY_POLYGON_TEST', 'Polygon Amoy');

const assets: CatalogueAsset[] = [
  { id: 'ETH_TEST5', symbol: 'ETH', name: 'Ethereum Test (Sepolia)', decimals: 18, ...sepolia },
  {
    id: 'USDC_ETH_TEST5_0GER',
    symbol: 'USDC',
    name: 'USD Coin (Sepolia)',
    decimals: 6,
    ...sepolia,
    ethContractAddress: '0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238',
  },
  { id: 'AMOY_POLYGON_TEST', symbol: 'POL', name: 'Polygon Test (Amoy)', decimals: 18, ...amoy },
  {
    id: 'ETH-AETH_SEPOLIA',
    symbol: 'ETH',
    name: 'Arbitrum Test (Sepolia)',
    decimals: 18,
    ...evm('ETH-AETH_SEPOLIA', 'Arbitrum Sepolia'),
  },
  {
    id: 'BASECHAIN_ETH_TEST5',
    symbol: 'ETH',
    name: 'Base Test (Sepolia)',
    decimals: 18,
    ...evm('BASECHAIN_ETH_TEST5', 'Base Sepolia'),
  },
  {
    id: 'AVAXTEST',
    symbol: 'AVAX',
    name: 'Avalanche Test (Fuji)',
    decimals: 18,
    ...evm('AVAXTEST', 'Avalanche Fuji'),
  },
  {
    id: 'BTC_TEST',
    symbol: 'BTC',
    name: 'Bitcoin Test',
    decimals: 8,
    ...chain('BTC_TEST', 'Bitcoin Testnet', 'BTC', ECDSA, 'bitcoin'),
  },
  {
    id: 'SOL_TEST',
    symbol: 'SOL',
    name: 'Solana Test',
    decimals: 9,
    ...chain('SOL_TEST', 'Solana Devnet', 'SOL', EDDSA, 'solana'),
  },
  {
    id: 'XRP_TEST',
    symbol: 'XRP',
    name: 'XRP Test',
    decimals: 6,
    ...chain('XRP_TEST', 'XRP Ledger Testnet', 'XRP', ECDSA, 'ripple'),
  },
  {
    id: 'XLM_TEST',
    symbol: 'XLM',
    name: 'Stellar Test',
    decimals: 7,
    ...chain('XLM_TEST', 'Stellar Testnet', 'XLM', EDDSA, 'stellar'),
  },
  {
    id: 'ALGO_TEST',
    symbol: 'ALGO',
    name: 'Algorand Test',
    decimals: 6,
    ...chain('ALGO_TEST', 'Algorand Testnet', 'ALGO', EDDSA, 'algorand'),
  },
];

const byId = new Map(assets.map((asset) => [asset.id, asset]));

/** The test assets that the simulated workspace supports. */
export function supportedAssets(): CatalogueAsset[] {
  return assets;
}

export function findSupportedAsset(assetId: string): CatalogueAsset | undefined {
  return byId.get(assetId);
}
